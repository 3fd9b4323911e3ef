"""Service Quotas: the defaults of what a fleet runs into first."""

from __future__ import annotations

from moto.servicequotas import models
from moto.servicequotas.exceptions import NoSuchResource
from moto.servicequotas.resources.default_quotas.vpc import VPC_DEFAULT_QUOTAS
from moto.servicequotas.responses import ServiceQuotasResponse

# Service, code, name, value. <https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html>
QUOTAS = [
    ("ec2", "L-0263D0A3", "EC2-VPC Elastic IPs", 5.0),
    ("events", "L-244521F2", "Number of rules", 300.0),
    ("iam", "L-FE177D64", "Roles per account", 1000.0),
    ("lambda", "L-B99A9384", "Concurrent executions", 1000.0),
    ("lambda", "L-2ACBD22F", "Function and layer storage", 75.0),
    ("sns", "L-61103206", "Topics per account", 100_000.0),
]


def known(service: str) -> list[dict]:
    """The quotas of a service; none of them has been raised."""
    own = [
        {"ServiceCode": s, "ServiceName": s, "QuotaCode": code, "QuotaName": name, "Value": value, "Adjustable": True}
        for s, code, name, value in QUOTAS
        if s == service
    ]
    return own + (VPC_DEFAULT_QUOTAS if service == "vpc" else [])


def defaults(self: models.ServiceQuotasBackend, service_code: str) -> list[dict]:
    """ListAWSDefaultServiceQuotas."""
    if found := known(service_code):
        return found
    raise NoSuchResource


def quota(self: models.ServiceQuotasBackend, service_code: str, quota_code: str) -> dict:
    """GetServiceQuota and GetAWSDefaultServiceQuota."""
    for found in known(service_code):
        if found["QuotaCode"] == quota_code:
            return found
    raise NoSuchResource


def install() -> None:
    """Puts all of it in place of moto's own."""
    models.ServiceQuotasBackend.list_aws_default_service_quotas = defaults
    models.ServiceQuotasBackend.get_service_quota = quota
    ServiceQuotasResponse.list_service_quotas = ServiceQuotasResponse.list_aws_default_service_quotas
    ServiceQuotasResponse.get_aws_default_service_quota = ServiceQuotasResponse.get_service_quota
