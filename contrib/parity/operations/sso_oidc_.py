"""The token service of IAM Identity Center."""

OPERATIONS = {
    "CreateToken": (
        [
            {
                "clientId": "an-id",
                "clientSecret": "made/up+secret",
                "grantType": "refresh_token",
                "refreshToken": "made/up+refresh==",
            }
        ],
        {"accessToken": "made/up+access==", "tokenType": "Bearer", "expiresIn": 28800, "refreshToken": "made/up+next=="},
    ),
}
