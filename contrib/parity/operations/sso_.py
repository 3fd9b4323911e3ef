"""The portal of IAM Identity Center: credentials for those who have signed in."""

OPERATIONS = {
    "GetRoleCredentials": (
        [{"roleName": "Network Ops", "accountId": "123456789012", "accessToken": "made/up+token=="}],
        {
            "roleCredentials": {
                "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
                "secretAccessKey": "made/up+secret",
                "sessionToken": "made/up+token==",
                "expiration": 1639227581000,
            }
        },
    ),
}
