"""Addresses from outside, taken apart: headers, settings and forms may hold anything in place of one."""

from urllib.parse import SplitResult, urlsplit

NONE = SplitResult("", "", "", "", "")


def split(address: str) -> SplitResult:
    """Take an address apart; of what is none, as half an IPv6 address, nothing is left."""
    try:
        parts = urlsplit(address)
        _ = parts.hostname, parts.port
    except ValueError:
        return NONE
    return parts
