"""Service Quotas: how much of something an account may have."""

OPERATIONS = {
    "GetServiceQuota": (
        [{"ServiceCode": "events", "QuotaCode": "L-244521F2"}],
        {"Quota": {"ServiceCode": "events", "QuotaCode": "L-244521F2", "Value": 300.0}},
    ),
}
