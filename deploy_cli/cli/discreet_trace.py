"""The traceback of a bug, in which no secret stands."""

import re
import traceback
from collections.abc import Iterator, Mapping
from typing import Final

from deploy_cli.core.values import Secret

_SOUNDS_SECRET: Final = re.compile(r"SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL|KEY|MAPPINGS", re.IGNORECASE)
_SHORTEST: Final = 6
"""Characters of a variable that is taken for a secret by its name alone."""


def trace(environ: Mapping[str, str]) -> str:
    """Return the traceback of the exception that is being handled.

    It holds no values but those that the exception's own message quotes. Every secret that this process holds, and
    every variable of ``environ`` that sounds like one, is masked there.
    """
    from deploy_cli.auth0.held import held
    from deploy_cli.auth0.refusals import masked

    return masked(traceback.format_exc(), [*held(), *_named(environ)])


def _named(environ: Mapping[str, str]) -> Iterator[Secret]:
    for name, text in environ.items():
        if _SOUNDS_SECRET.search(name) and len(text) >= _SHORTEST and not text.startswith("/"):
            yield Secret(text, name)
