"""The memory of write-only secrets, kept for each environment in the state directory; its loss costs a comparison."""

import json
import secrets
from collections.abc import Mapping
from typing import Final

from deploy_cli.core.seal import Seal
from deploy_cli.core.secret_memory import Marks, Resource, SecretMemory
from deploy_cli.core.values import Object, Secret
from deploy_cli.files import atomic
from deploy_cli.files.state import FILE, file_name, private_folder, state_dir

FORMAT_VERSION: Final = 1

_FOLDER: Final = "secrets"


def load(environ: Mapping[str, str], domain: str, environment: str, key: Secret) -> SecretMemory:
    """Return what is remembered under ``key``.

    What was written with another key, by another version, or cannot be read is forgotten: nothing is lost but that a
    secret is *unknown* until it is written again.
    """
    path = state_dir(environ) / _FOLDER / file_name(domain) / f"{file_name(environment)}.json"
    try:
        value = json.loads(path.read_bytes())
        seal = Seal(key, str(value["salt"]))
        if value["format_version"] == FORMAT_VERSION and value["key"] == seal.id:
            return SecretMemory(seal, dict(map(_read, value["resources"])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return SecretMemory(Seal(key, secrets.token_hex(16)))


def save(environ: Mapping[str, str], domain: str, environment: str, memory: SecretMemory) -> None:
    """Remember, for the owner only. Raises `UsageError` where it cannot be written."""
    value = {
        "format_version": FORMAT_VERSION,
        "salt": memory.seal.salt,
        "key": memory.seal.id,
        "resources": [
            {"section": section, "id": server_id, "marks": dict(sorted(marks.items()))}
            for (section, server_id), marks in sorted(memory.marks.items())
        ],
    }
    path = private_folder(state_dir(environ), _FOLDER, domain) / f"{file_name(environment)}.json"
    atomic.write(path, (json.dumps(value, indent=1) + "\n").encode(), mode=FILE)


def _read(one: Object) -> tuple[Resource, Marks]:
    marks = {str(path): str(mark) for path, mark in one["marks"].items()}
    return (str(one["section"]), str(one["id"])), marks
