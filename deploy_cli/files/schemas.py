"""The JSON Schemas that ship with the tool: found, read when they are needed, and bundled for other tools.

They lie in ``deploy_cli/schemas`` in a wheel and in ``schemas`` beside the package in a checkout, editable or bare.
References between them are resolved from these files only, never from the network.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from deploy_cli.core.values import Object
from deploy_cli.errors import UsageError

MARKER: Final = "composed.json"
"""The file by which the folder is known: all sections, as the files come to once they are composed and resolved."""

_OTHER_FILE = re.compile(r'"\$ref":\s*"([^"#]+)')


class Schemas:
    """A folder of JSON Schemas; ``composed.json`` among them says which file describes which section."""

    def __init__(self, text: Callable[[str], str], folder: Path | None = None) -> None:
        self._open = text
        self.folder = folder
        """Where the files lie; ``None`` inside of an archive."""
        self._texts: dict[str, str] = {}
        self._read: dict[str, Object] = {}

    def file(self, name: str) -> Object:
        """Return a schema by the name of its file; raises `LookupError` where there is none."""
        if name not in self._read:
            try:
                self._texts[name] = self._open(name)
            except FileNotFoundError:
                raise LookupError(f"there is no schema `{name}`") from None
            self._read[name] = json.loads(self._texts[name])
        return self._read[name]

    def text(self, name: str) -> str:
        """Return the text of a schema file; raises `LookupError` where there is none."""
        self.file(name)
        return self._texts[name]

    @cached_property
    def sections(self) -> Mapping[str, Object]:
        """Top-level key of a tenant file → what ``composed.json`` says about it."""
        properties: dict[str, Object] = self.file(MARKER)["properties"]
        return properties

    def unsupported(self, section: str) -> bool:
        """Tell whether a section is one of the official tool's that this tool does not manage yet."""
        return self.sections.get(section, {}).get("x-unsupported") is True

    def file_of(self, section: str) -> str:
        """Return the name of the file that describes a section."""
        described = self.sections.get(section, {})
        if "$ref" not in described:
            raise LookupError(f"there is no schema for `{section}`")
        return str(described["$ref"])

    def resolve(self, reference: str, file: str) -> tuple[Any, str]:
        """Return what a ``$ref`` in ``file`` refers to, and the file that it stands in."""
        name, _, pointer = reference.partition("#")
        name = name or file
        schema: Any = self.file(name)
        for part in pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            schema = schema[int(key)] if isinstance(schema, list) else schema[key]
        return schema, name

    def closure(self, name: str) -> dict[str, Object]:
        """Return a schema file and every file that it refers to, by name."""
        found: dict[str, Object] = {}
        waiting = [name]
        while waiting:
            if (current := waiting.pop()) not in found:
                found[current] = self.file(current)
                waiting += _OTHER_FILE.findall(self._texts[current])
        return found

    def bundled(self, section: str | None = None) -> Object:
        """Return one document that needs no other file: the tenant file as it is written, or one section.

        Raises `UsageError` for a section that has no schema.
        """
        if section is None:
            from deploy_cli.files.editor import editor_schema

            return editor_schema(self)
        name = self._named(section)
        parts = self.closure(name)
        document = dict(_rewritten(parts[name], name, name))
        own = dict(document.get("$defs", {}))
        for other, schema in parts.items():
            if other != name:
                body = {key: value for key, value in schema.items() if key not in ("$id", "$schema")}
                own[other.removesuffix(".json")] = _rewritten(body, other, name)
        return {**document, "$defs": own} if own else document

    def _named(self, section: str) -> str:
        try:
            return section if section.endswith(".json") else self.file_of(section)
        except LookupError:
            from deploy_cli.files.suggest import did_you_mean

            known = [name for name in self.sections if not self.unsupported(name)]
            hint = did_you_mean(section, known, "sections: " + ", ".join(known))
            raise UsageError(f"there is no schema for `{section}`", hint=hint) from None


def in_folder(folder: Path) -> Schemas:
    """Return the schemas in a folder."""
    return Schemas(lambda name: (folder / name).read_text("utf-8"), folder)


@cache
def shipped() -> Schemas:
    """Return the schemas that came with this installation."""
    package = Path(__file__).parent.parent
    for folder in (package / "schemas", package.parent / "schemas", package.parent.parent / "schemas"):
        if (folder / MARKER).is_file():
            return in_folder(folder)
    from importlib import resources

    packed = resources.files("deploy_cli") / "schemas"
    return Schemas(lambda name: (packed / name).read_text("utf-8"))


def bundled(section: str | None = None) -> Object:
    """Return one self-contained schema: of a tenant file, of one section, of ``composed.json`` or ``plan.json``."""
    return shipped().bundled(section)


def _rewritten(schema: Any, file: str, main: str) -> Any:
    """Return ``schema``, which stands in ``file``, with its references leading into the definitions of ``main``."""
    if isinstance(schema, list):
        return [_rewritten(item, file, main) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _inside(value, file, main)
        if key == "$ref" and isinstance(value, str)
        else _rewritten(value, file, main)
        for key, value in schema.items()
    }


def _inside(reference: str, file: str, main: str) -> str:
    name, _, pointer = reference.partition("#")
    target = name or file
    base = "#" if target == main else f"#/$defs/{target.removesuffix('.json')}"
    return base + pointer
