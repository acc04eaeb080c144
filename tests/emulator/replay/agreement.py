"""Whether an emulated answer agrees with the recorded one, and where not."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

VOLATILE = {
    *("client_secret", "signing_keys", "cert", "pkcs7", "key", "next", "picture", "etag", "last_login"),
    *("fingerprint", "thumbprint_sha256", "signing_secret", "provisioning_ticket_url", "token", "secret"),
    *("kid", "current_key_kid", "public_key", "wrapping_key", "tenant", "tenant_id", "verification_txt"),
    *(
        "client_token",
        "last_ip",
        "password_hash",
        "build_time",
        "thumbprint",
        "pkcs",
        "record",
        "awsPartnerEventSource",
        "azurePartnerTopic",
        "origin_domain_name",
        "verification_host",
    ),
}
"""Fields that hold another value each time they are made; that they are there is compared."""

ENCRYPTED = ".options.configuration."
"""Below this every value is encrypted anew for every answer."""

TIMES = ("_on", "_since", "_at", "_date")

UNORDERED = {
    *("shields", "admin_notification_frequency", "secrets", "permissions", "members", "roles"),
    *("supported_triggers", "policies", "enabled_clients"),
    *("clients", "client_grants", "connections"),
}
"""Lists whose order the service does not keep from one answer to the next, or that stand in the order of
identifiers, which it made at random."""

IDENTITY = ("id", "client_id", "connection_id", "user_id", "name", "display_name")
"""Fields by which two lists are brought into the same order."""

REDACTED = ("[REDACTED]", "REDACTED", "********")


@dataclass(frozen=True)
class Difference:
    """A place where the answers differ; what is ``extra`` the recording does not have."""

    path: str
    recorded: Any
    emulated: Any
    extra: bool = False

    def __str__(self) -> str:
        if self.extra:
            return f"{self.path}: not recorded, emulated {_short(self.emulated)}"
        return f"{self.path}: recorded {_short(self.recorded)}, emulated {_short(self.emulated)}"


ABSENT = type("Absent", (), {"__repr__": lambda _: "absent"})()


def differences(recorded: Any, emulated: Any, path: str = "$") -> Iterator[Difference]:
    """Every place where the two differ."""
    name = path.rpartition(".")[2].partition("[")[0]
    if name in VOLATILE or name.endswith(TIMES) or ENCRYPTED in path or recorded in REDACTED:
        if emulated is ABSENT:
            yield Difference(path, recorded, emulated)
        return
    match recorded, emulated:
        case dict(), dict():
            for key in recorded:
                yield from differences(recorded[key], emulated.get(key, ABSENT), f"{path}.{key}")
            for key in emulated.keys() - recorded.keys():
                yield Difference(f"{path}.{key}", ABSENT, emulated[key], extra=True)
        case list(), list() if len(recorded) == len(emulated):
            if name in UNORDERED:
                recorded, emulated = sorted(recorded, key=_order), sorted(emulated, key=_order)
            for index, (one, other) in enumerate(zip(recorded, emulated, strict=True)):
                yield from differences(one, other, f"{path}[{index}]")
        case _:
            alike = type(recorded) is type(emulated) or _numbers(recorded, emulated)
            if not alike or recorded != emulated:
                yield Difference(path, recorded, emulated)


def _numbers(one: Any, other: Any) -> bool:
    return all(isinstance(v, int | float) and not isinstance(v, bool) for v in (one, other))


def _order(value: Any) -> str:
    if isinstance(value, dict):
        if known := [value[name] for name in IDENTITY if isinstance(value.get(name), str)]:
            return " ".join(known)
        steady = {k: v for k, v in value.items() if k not in VOLATILE and not k.endswith(TIMES)}
        return json.dumps(steady, sort_keys=True)
    return json.dumps(value, sort_keys=True)


def _short(value: Any) -> str:
    text = repr(value) if value is ABSENT else json.dumps(value)
    return text if len(text) <= 160 else f"{text[:157]}..."
