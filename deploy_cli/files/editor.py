"""The schema of a tenant file as it is written, for editors: made from the schemas of what the files come to.

The strict schemas describe composed sections with every reference resolved. In the text of one file a value may be a
reference, a keyword of the official tool may look like a comment, a resource may be there in part, and ``+callbacks``
or ``-callbacks`` may change a list. The schema made here accepts all of that and nothing else. It is one document in
draft 7 of JSON Schema, which every editor knows, without siblings of ``$ref``; ``errorMessage``,
``markdownDescription`` and ``doNotSuggest`` are words of the YAML language server.
"""

import json
from functools import lru_cache
from typing import Final

from deploy_cli.core.values import Object, Value
from deploy_cli.files.schemas import MARKER, Schemas
from deploy_cli.files.written import IN_TEXT, Writing, described

_WIDTH: Final = 110


def editor_schema(schemas: Schemas) -> Object:
    """Return the schema of a tenant file as it is written."""
    strict = schemas.file(MARKER)
    writing = Writing(schemas)
    sections = {name: writing.section(name, said) for name, said in schemas.sections.items()}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": str(strict["$id"]).replace(MARKER, "tenant.json"),
        "title": "Tenant file",
        **described(strict),
        "type": "object",
        "properties": sections,
        "additionalProperties": False,
        "definitions": {**_unknown(), **writing.definitions},
    }


@lru_cache(maxsize=2)
def editor_text(schemas: Schemas) -> str:
    """Return that schema as the text of a file: what fits on a line is on one."""
    return _text_of(editor_schema(schemas), "") + "\n"


def _unknown() -> Object:
    """Return the definitions of what is not known yet.

    Nothing is what is left where ``##KEY##`` without quotes is a comment in YAML; it is described by what it is not,
    because editors would offer a plain ``null``.
    """
    something = {"type": ["boolean", "number", "string", "array", "object"]}
    reference = {"type": ["string"], "pattern": IN_TEXT}
    return {
        "nothing": {"properties": {}, "not": something},
        "unknown": {"properties": {}, "not": {**something, "not": reference}},
    }


def _text_of(value: Value, indent: str) -> str:
    """Return ``value`` as JSON, of which the first line is already indented."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= _WIDTH or not isinstance(value, dict | list) or not value:
        return line
    inner = indent + "  "
    if isinstance(value, list):
        lines = [inner + _text_of(item, inner) for item in value]
        return "[\n" + ",\n".join(lines) + f"\n{indent}]"
    lines = [
        f"{inner}{json.dumps(key, ensure_ascii=False)}: {_text_of(item, inner)}"
        for key, item in value.items()
    ]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
