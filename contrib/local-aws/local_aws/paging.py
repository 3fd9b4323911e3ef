"""Pages of EC2's lists, with the bounds that EC2 sets."""

from __future__ import annotations

from moto.ec2.exceptions import EC2ClientError

# The least and the most results that a page may be asked to have.
BOUNDS = {"DescribeRouteTables": (5, 100)}
OTHER_BOUNDS = (5, 1000)
# How many results a page has when nothing is asked for.
DEFAULT = 1000
_PREFIX = "page-"


def page(items: list, operation: str, size: str | None, token: str | None) -> tuple[list, str | None]:
    """One page of a list, and the token of the next; tokens are positions in disguise."""
    least, most = BOUNDS.get(operation, OTHER_BOUNDS)
    if size and not least <= int(size) <= most:
        raise EC2ClientError(
            "InvalidParameterValue",
            f"Value ( {size} ) for parameter maxResults is invalid. Expecting a value from {least} to {most}.",
        )
    if token and not (token.startswith(_PREFIX) and token.removeprefix(_PREFIX).isdigit()):
        raise EC2ClientError("InvalidNextToken", "The token is not valid.")
    start = int(token.removeprefix(_PREFIX)) if token else 0
    following = start + (int(size) if size else DEFAULT)
    return items[start:following], f"{_PREFIX}{following}" if following < len(items) else None
