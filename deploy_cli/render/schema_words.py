"""What a JSON Schema says about one value, in words, as Markdown."""

import json
from collections.abc import Iterator
from typing import Final

from deploy_cli.core.values import Object
from deploy_cli.render.markdown import code, prose

_TYPES: Final = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "object": "object",
    "array": "list",
    "null": "`null`",
}
_MANY: Final = {
    "string": "texts",
    "integer": "whole numbers",
    "number": "numbers",
    "object": "objects",
    "array": "lists",
}
_MARKS: Final = {
    "x-secret": "**Secret.**",
    "x-write-only": "**Never returned by Auth0.**",
    "readOnly": "**Read-only.**",
    "deprecated": "**Deprecated.**",
    "x-unsupported": "**Not managed yet.**",
}


def value_words(schema: Object) -> str:
    """Return what a value may be: its type, its bounds, the values that are allowed, the default."""
    said = [_kinds(schema), *_bounds(schema)]
    if "default" in schema:
        said.append(f"default {_value(schema['default'])}")
    return ", ".join(filter(None, said))


def meaning(schema: Object) -> str:
    """Return the description of a value, with what its form has to be and with examples."""
    told = [prose(str(schema.get("description", "")))]
    if "pattern" in schema:
        told.append(_form(schema, "Otherwise"))
    names = schema.get("propertyNames")
    if isinstance(names, dict) and (
        limits := [*_bounds(names), *([_form(names, "otherwise")] if "pattern" in names else [])]
    ):
        told.append(f"Keys: {', '.join(limits).rstrip('.')}.")
    is_open = schema.get("additionalProperties") is True and schema.get("properties")
    if is_open and "passed on" not in told[0]:
        told.append("Further fields are passed on as they are.")
    if examples := schema.get("examples"):
        told.append(f"For instance {', '.join(map(_value, examples))}.")
    return " ".join(filter(None, told))


def marks(schema: Object, is_required: bool) -> Iterator[str]:
    """Yield what sets a field apart: that it is required, secret, only read, out of date."""
    if is_required:
        yield "**Required.**"
    yield from (mark for key, mark in _MARKS.items() if schema.get(key))


def _kinds(schema: Object) -> str:
    """Return the types, or the values that are allowed."""
    allowed = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if allowed is not None:
        return ", ".join(map(_value, allowed))
    types = _types(schema)
    return " or ".join(_elements(schema) if kind == "array" else _TYPES[kind] for kind in types) or "anything"


def _elements(schema: Object) -> str:
    items = schema.get("items")
    if not isinstance(items, dict):
        return "list"
    if "enum" in items:
        return f"list of {', '.join(map(_value, items['enum']))}"
    kinds = [_MANY[kind] for kind in _types(items) if kind in _MANY]
    bounds = f" ({', '.join(_bounds(items))})" if any(_bounds(items)) else ""
    return f"list of {' or '.join(kinds)}{bounds}" if kinds else "list"


def _bounds(schema: Object) -> list[str]:
    """Return the bounds that say something; that a text must not be empty does not."""
    least = schema.get("minLength")
    return [
        bound
        for bound in (
            _range(schema.get("minimum"), schema.get("maximum"), ""),
            _range(
                None if least == 1 and "maxLength" not in schema else least,
                schema.get("maxLength"),
                "character",
            ),
            _range(schema.get("minItems"), schema.get("maxItems"), "element"),
            _range(schema.get("minProperties"), schema.get("maxProperties"), "field"),
            "each once" if schema.get("uniqueItems") else "",
        )
        if bound
    ]


def _range(least: float | None, most: float | None, unit: str) -> str:
    if least is None and most is None:
        return ""
    many = f" {unit}{'' if (least if most is None else most) == 1 else 's'}" if unit else ""
    if least == most:
        return f"exactly {least}{many}"
    if least is None or most is None:
        return f"at most {most}{many}" if least is None else f"at least {least}{many}"
    return f"{least} to {most}{many}"


def _form(schema: Object, word: str) -> str:
    """Return what is said of a text of another form, or the form itself."""
    if "errorMessage" in schema:
        return f"{word}: “{prose(str(schema['errorMessage']))}”."
    return f"Its form is {code(schema['pattern'])}."


def _types(schema: Object) -> list[str]:
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else list(types)


def _value(value: object) -> str:
    plain = (
        isinstance(value, str) and value and value == value.strip() and value not in ("true", "false", "null")
    )
    return code(str(value) if plain else json.dumps(value, ensure_ascii=False))
