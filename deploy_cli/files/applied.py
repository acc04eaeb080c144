"""What was last applied, kept for each environment in the state directory; its loss costs nothing but an answer."""

import json
import secrets
from collections.abc import Mapping
from typing import Final

from deploy_cli.core.address import Address
from deploy_cli.core.drift import Applied, LastApplied
from deploy_cli.core.values import Object, Value
from deploy_cli.files import atomic
from deploy_cli.files.state import FILE, file_name, private_folder, state_dir

FORMAT_VERSION: Final = 1

_FOLDER: Final = "applied"


def new_salt() -> str:
    """Return a salt for a new file."""
    return secrets.token_hex(16)


def load(environ: Mapping[str, str], domain: str, environment: str) -> LastApplied | None:
    """Return what is remembered; ``None`` where there is nothing that this version can read."""
    path = state_dir(environ) / _FOLDER / file_name(domain) / f"{file_name(environment)}.json"
    try:
        value = json.loads(path.read_bytes())
        return _read(value) if value["format_version"] == FORMAT_VERSION else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def save(environ: Mapping[str, str], domain: str, environment: str, last: LastApplied) -> None:
    """Remember, for the owner only. Raises `UsageError` where it cannot be written."""
    head = {"format_version": FORMAT_VERSION, "applied_at": last.applied_at, "salt": last.salt}
    lines = [f'"{key}": {json.dumps(value)},' for key, value in head.items()]
    listed = ",\n".join(_line(address, one) for address, one in sorted(last.resources.items()))
    text = "\n".join(["{", *lines, '"resources": [', listed, "]", "}", ""])
    path = private_folder(state_dir(environ), _FOLDER, domain) / f"{file_name(environment)}.json"
    atomic.write(path, text.encode(), mode=FILE)


def _line(address: Address, one: Applied) -> str:
    value = {
        "section": address.section,
        "name": address.name,
        "id": one.id,
        "sealed_with": one.sealed_with,
        "body": one.body,
    }
    return json.dumps(value, allow_nan=False)


def _read(value: Object) -> LastApplied:
    return LastApplied(
        applied_at=_text(value["applied_at"]),
        salt=_text(value["salt"]),
        resources={
            Address(_text(one["section"]), _text(one["name"])): _applied(one) for one in value["resources"]
        },
    )


def _applied(one: Object) -> Applied:
    server_id, key, body = one["id"], one["sealed_with"], one["body"]
    if not isinstance(body, dict):
        raise TypeError(f"not an object: {type(body).__name__}")
    return Applied(
        id=None if server_id is None else _text(server_id),
        body=body,
        sealed_with=None if key is None else _text(key),
    )


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise TypeError(f"not a text: {type(value).__name__}")
    return value
