"""The memory of write-only secrets, kept for each environment in the state directory; its loss costs a comparison."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

from deploy_cli.core.seal import Seal
from deploy_cli.core.secret_memory import Marks, Resource, SecretMemory
from deploy_cli.core.values import Object, Secret
from deploy_cli.files import atomic
from deploy_cli.files.state import state_dir

FORMAT_VERSION: Final = 1


def path_of(environ: Mapping[str, str], domain: str, environment: str) -> Path:
    """Return the file in which it is kept; no name leads out of the folder."""
    folder = state_dir(environ) / "secrets" / quote(domain, safe="")
    return folder / f"{quote(environment, safe='')}.json"


def load(path: Path, key: Secret) -> SecretMemory:
    """Return what is remembered under ``key``.

    What was written with another key, by another version, or cannot be read is forgotten: nothing is lost but that a
    secret is *unknown* until it is written again.
    """
    try:
        value = json.loads(path.read_bytes())
        seal = Seal(key, str(value["salt"]))
        if value["format_version"] == FORMAT_VERSION and value["key"] == seal.id:
            return SecretMemory(seal, dict(map(_read, value["resources"])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return SecretMemory(Seal(key, secrets.token_hex(16)))


def save(path: Path, memory: SecretMemory) -> None:
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
    atomic.write(path, (json.dumps(value, indent=1) + "\n").encode(), mode=0o600)


def _read(one: Object) -> tuple[Resource, Marks]:
    marks = {str(path): str(mark) for path, mark in one["marks"].items()}
    return (str(one["section"]), str(one["id"])), marks
