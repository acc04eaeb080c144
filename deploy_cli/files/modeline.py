"""The first line of a tenant file, which tells editors where the schema is, and the schema that is kept beside it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy_cli.files.reading import checkout
from deploy_cli.files.schemas import Schemas

BESIDE: Final = "tenant.schema.json"
"""How the schema is called where it is kept beside tenant files. It needs no other file, and no network."""
_IN_SCHEMAS: Final = "tenant.json"


@dataclass(frozen=True, slots=True)
class EditorSchema:
    """The schema that editors are to use for the tenant files in one folder."""

    path: Path
    is_missing: bool
    """Whether it has yet to be written."""

    def is_in(self, folder: Path) -> bool:
        """Tell whether it is the schema that is kept in ``folder``."""
        return self.path == folder.resolve() / BESIDE

    def modeline(self, file: Path) -> str:
        """Return the first line of the tenant file ``file``."""
        where = Path(os.path.relpath(self.path, file.parent.resolve())).as_posix()
        return f"# yaml-language-server: $schema={where}\n"


def editor_schema_of(folder: Path, schemas: Schemas) -> EditorSchema:
    """Return the schema for the tenant files in ``folder``: the nearest one in it or above it in the same checkout.

    The schemas of this tool count where the folder is in their checkout. Where there is none, it belongs into
    ``folder``.
    """
    home, own = folder.resolve(), checkout(folder)
    if schemas.folder is not None and own is not None and checkout(schemas.folder) == own:
        return EditorSchema(schemas.folder.resolve() / _IN_SCHEMAS, is_missing=False)
    above = [parent for parent in home.parents if own is not None and parent.is_relative_to(own)]
    found = next((path / BESIDE for path in (home, *above) if (path / BESIDE).is_file()), None)
    return EditorSchema(found or home / BESIDE, is_missing=found is None)
