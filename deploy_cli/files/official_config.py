"""The configuration file of the official tool, ``config.json``: the values of its keywords."""

import json
from collections.abc import Mapping
from pathlib import Path

from deploy_cli.errors import UsageError
from deploy_cli.files.keywords import MAPPINGS


def keywords_of(config: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return ``environ`` with the keywords that a configuration file of the official tool holds.

    Raises `UsageError` for what is no such file.
    """
    try:
        value = json.loads(config.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise UsageError(f"`{config}` cannot be read as JSON: {error}") from None
    mappings = value.get(MAPPINGS, {}) if isinstance(value, dict) else None
    if not isinstance(mappings, dict):
        raise UsageError(f"`{config}` is no configuration of the official tool", hint=f"it holds {MAPPINGS}")
    domain = value.get("AUTH0_DOMAIN")
    told = (
        {"AUTH0_DOMAIN": domain}
        if isinstance(domain, str) and domain and not environ.get("AUTH0_DOMAIN")
        else {}
    )
    return {**environ, **told, **({MAPPINGS: json.dumps(mappings)} if mappings else {})}


def in_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return ``environ`` with every keyword that the mappings hold as a variable of its own, as secrets are read."""
    mappings = json.loads(environ.get(MAPPINGS) or "{}")
    texts = {name: value for name, value in mappings.items() if isinstance(value, str)}
    return {**texts, **environ}
