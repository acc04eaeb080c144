"""The string formats of the Management API, most of them its own."""

import re
from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit


def fits(name: str, text: str) -> bool:
    """Whether ``text`` has the format; a format we do not know fits every text."""
    if name.endswith("-or-empty") and not text:
        return True
    check = _CHECKS.get(name.removesuffix("-or-empty").removesuffix("-or-null"))
    return check is None or check(text)


def _matcher(pattern: str) -> Callable[[str], bool]:
    return lambda text: _compiled(pattern).fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when it is first asked for: most runs need few of them."""
    return re.compile(pattern)


def _id(prefix: str, size: str) -> Callable[[str], bool]:
    return _matcher(f"{prefix}_[A-Za-z0-9]{size}")


def _uri(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and " " not in text


def _https(text: str) -> bool:
    return _url(text) and text.lower().startswith("https://")


def _url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(parts.netloc) and " " not in text


def _callback(text: str) -> bool:
    """Custom schemes and placeholders are legal; white space and a missing scheme are not."""
    return re.match(r"[A-Za-z*{][\w*{}.+-]*:", text) is not None and not re.search(r"\s", text)


def _network(text: str) -> bool:
    from ipaddress import ip_network

    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _address(version: int) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        from ipaddress import ip_address

        try:
            return ip_address(text).version == version
        except ValueError:
            return False

    return check


_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*"
_CLIENT_ID = r"[A-Za-z0-9_-]{1,128}"

_CHECKS: dict[str, Callable[[str], bool]] = {
    "absolute-https-uri": _https,
    "absolute-https-uri-with-placeholders": _matcher(r"(?i:https)://\S+"),
    "absolute-uri": _uri,
    "callback-url": _callback,
    "cidr": _network,
    "client-grant-id": _id("cgr", "{16}"),
    "client-id": _matcher(_CLIENT_ID),
    "connection-id": _id("con", "{16}"),
    "connection-profile-id": _id("cop", "{10,32}"),
    "connection-realm": _matcher(r"[^\s][^\n]*"),
    "credential-id": _id("cred", "{10,32}"),
    "date": _matcher(r"\d{4}-\d\d-\d\d"),
    "date-time": _matcher(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)"),
    "email": _matcher(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "event-stream-id": _id("est", "{20,22}"),
    "flow-id": _id("af", "{16,26}"),
    "flows-vault-connections-id": _id("ac", "{16,26}"),
    "form-id": _id("ap", "{16,26}"),
    "forms-custom-identifier": _matcher(r"[A-Za-z0-9_$-]{1,255}"),
    "hexadecimal": _matcher(r"[0-9A-Fa-f]+"),
    "hostname": _matcher(_HOST),
    "hostname-rfc2181": _matcher(_HOST),
    "html-color": _matcher(r"#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})"),
    "ipv4": _address(4),
    "ipv6": _address(6),
    "ipv6_cidr": _network,
    "log-stream-id": _id("lst", "{16}"),
    "non-empty-string": lambda text: bool(text.strip()),
    "organization-discovery-domain-id": _id("ord", "{16,26}"),
    "organization-id": _id("org", "{16}"),
    "organization-name": _matcher(r"[a-z0-9][a-z0-9_-]*"),
    "rate-limit-policy-id": _id("rlp", "{16,26}"),
    "role-id": _id("rol", "{16}"),
    "strict-https-uri": _https,
    "strict-uri": _uri,
    "token-exchange-profile-id": _id("tep", "{16}"),
    "uri": _uri,
    "url": _url,
    "url-with-placeholders": _matcher(r"(?i:https?:|[a-z*][\w+.*-]*://)\S+"),
    "user-attribute-profile-id": _id("uap", "{16,26}"),
    "uuid": _matcher(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
}
