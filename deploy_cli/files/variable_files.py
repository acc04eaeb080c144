"""Files of variables, for ``--var-file``: an object of names and values, in YAML or in JSON."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from deploy_cli.core.values import Value
from deploy_cli.errors import Problem
from deploy_cli.files.place import Place
from deploy_cli.files.reading import Reader, shown
from deploy_cli.files.words import kind

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def filed(paths: Sequence[Path], reader: Reader) -> dict[str, tuple[Value, Place | None]]:
    """Return the variables in the files at ``paths``, with their places; those of a later file win.

    What is wrong with a file is reported to ``reader``.
    """
    found: dict[str, tuple[Value, Place | None]] = {}
    for path in paths:
        document = reader.document(path, aside=True)
        if document.place is None:
            continue
        if not isinstance(document.value, dict):
            hint = "write `name: value` lines, or a JSON object"
            message = f"`{shown(path)}` holds {kind(document.value)}, not variables"
            reader.problems.append(Problem(message, document.place.location, None, hint, "variable"))
            continue
        for name, value in document.value.items():
            place = document.place.nearest((name,))
            if _NAME.fullmatch(name):
                found[name] = value, place
            else:
                message, hint = f"`{name}` is not the name of a variable", "use letters, digits and `_`"
                reader.problems.append(Problem(message, place.key, None, hint, "variable"))
    return found
