"""A tenant's domain: a host name, with a port or without, and how it is called."""

import re
from dataclasses import dataclass
from typing import Self

from deploy_cli.errors import UsageError

_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*", re.ASCII)
_AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[^\[\]:]*)(?::(.*))?", re.ASCII)
_PORTS = {"https": 443, "http": 80}
_LONGEST = 253
_HINT = "write it as `acme.eu.auth0.com`, or `host:port`; nothing else may be part of it"


@dataclass(frozen=True, slots=True)
class Domain:
    """Where a tenant answers. ``str`` is its name: ``host`` or ``host:port``, in lower case."""

    host: str
    """In lower case; an IPv6 address stands in brackets."""
    port: int | None = None
    """``None`` where it is that of the scheme."""
    scheme: str = "https"

    @classmethod
    def parse(cls, text: str, *, source: str = "the domain") -> Self:
        """Read ``acme.eu.auth0.com``; ``https://`` in front and ``/`` at the end are tolerated.

        ``http://`` is accepted on loopback only. ``source`` is what the message calls the text. Raises
        UsageError.
        """
        plain = text.strip().lower()
        scheme, separator, rest = plain.rpartition("://")
        host, port = _authority(rest.removesuffix("/"), text, source)
        domain = cls(host, None if port == _PORTS.get(scheme or "https") else port, scheme or "https")
        if separator and scheme not in _PORTS:
            raise _malformed(text, source)
        if scheme == "http" and not domain.is_loopback:
            raise UsageError(
                f"{source} {_shown(text)} asks for `http://`, which would send credentials in the clear",
                hint="leave `http://` out; it is accepted for this machine only, such as `http://localhost:8080`",
            )
        return domain

    def __str__(self) -> str:
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The address of the tenant, without a slash at its end."""
        return f"{self.scheme}://{self}"

    @property
    def is_loopback(self) -> bool:
        """Tell whether the name can only mean this machine (RFC 6761 section 6.3, RFC 1122 section 3.2.1.3)."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        import ipaddress

        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False


def _authority(text: str, whole: str, source: str) -> tuple[str, int | None]:
    found = _AUTHORITY.fullmatch(text)
    if found is None:
        raise _malformed(whole, source)
    host, port = found.group(1), found.group(2)
    if not (_is_address(host) if host.startswith("[") else _is_name(host)):
        raise _malformed(whole, source)
    if port is None:
        return host, None
    if not re.fullmatch(r"[0-9]{1,5}", port, re.ASCII) or not 0 < int(port) < 65536:
        raise _malformed(whole, source)
    return host, int(port)


def _is_name(host: str) -> bool:
    return len(host) <= _LONGEST and _HOST.fullmatch(host) is not None


def _is_address(host: str) -> bool:
    import ipaddress

    try:
        ipaddress.IPv6Address(host[1:-1])
    except ValueError:
        return False
    return True


def _malformed(text: str, source: str) -> UsageError:
    return UsageError(f"{source} {_shown(text)} is not a host name", hint=_HINT)


def _shown(text: str) -> str:
    """The text without what might be a password, on one short line."""
    plain = "".join(character if character.isprintable() else "?" for character in text)
    return f"`{plain.rpartition('@')[2][:100]}`"
