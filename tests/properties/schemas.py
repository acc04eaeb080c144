"""Values drawn from the JSON Schemas: most of them fit, and what does not is cut away by the tool itself."""

import re
from functools import cache
from typing import Any

from hypothesis import strategies as st

from deploy_cli.core.values import freeze
from deploy_cli.files.schemas import shipped

HOSTILE = (
    "..",
    "-",
    "a/b",
    "a:b",
    "a\\b",
    "a.b[0]",
    "null",
    "true",
    "012",
    "1e3",
    "é",
    "e\u0301",
    "名前",
    "🦊",
    'say "hi" it\'s',
    "$(var:x)",
    "$$(secret:X)",
    "${x} {{ y }}",
    "##KEY##",
    "@@KEY@@",
    "# no comment",
    "- no list",
    "key: value",
    " in the middle of nowhere ",
    "\u202egnp.exe",
    "\u200b",
    "line\nbreak",
    "+plus",
    "CON",
    "*",
)
URLS = ("https://a.acme.example/in", "https://b.acme.example/out?x=1#y", "https://shop.acme.example:8443/é")
FORMATS = {"uri": URLS, "url": URLS, "uri-reference": URLS, "email": ("who@acme.example",)}
MOST_FIELDS = 4

Schema = Any


@cache
def values(file: str, pointer: str = "") -> st.SearchStrategy[Any]:
    """Values of the schema at ``pointer``, such as ``#/$defs/resource``, in ``file``."""
    schema, where = shipped().resolve(f"{file}{pointer}", file)
    return _values(schema, where)


def texts(shortest: int = 0, longest: int | None = None) -> st.SearchStrategy[str]:
    """Texts of any script, and those that are something else to YAML, shells, file systems or readers."""
    longest = 40 if longest is None else min(longest, 40)
    fitting = [text for text in HOSTILE if shortest <= len(text) <= longest]
    drawn = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=shortest, max_size=longest)
    return st.one_of(st.sampled_from(fitting), drawn) if fitting else drawn


def _values(schema: Schema, file: str) -> st.SearchStrategy[Any]:
    if not isinstance(schema, dict):
        return texts()
    if "$ref" in schema:
        name, _, pointer = schema["$ref"].partition("#")
        return st.deferred(lambda: values(name or file, f"#{pointer}" if pointer else ""))
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    for combined in ("oneOf", "anyOf"):
        if combined in schema and "properties" not in schema:
            return st.one_of([_values(branch, file) for branch in schema[combined]])
    kinds = schema.get("type", "object" if "properties" in schema else "string")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return st.one_of([_of_kind(kind, schema, file) for kind in kinds])


def _of_kind(kind: str, schema: Schema, file: str) -> st.SearchStrategy[Any]:
    match kind:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            lowest, highest = schema.get("minimum", 0), schema.get("maximum", 2_592_000)
            return st.integers(lowest, max(lowest, highest))
        case "number":
            return st.integers(int(schema.get("minimum", 0)) + 1, int(schema.get("maximum", 1_000)))
        case "array":
            items = _values(schema.get("items", {}), file)
            return st.lists(
                items,
                min_size=schema.get("minItems", 0),
                max_size=max(2, schema.get("minItems", 0)),
                unique_by=freeze,
            )
        case "object":
            return _objects(schema, file)
        case _:
            return _texts(schema)


def _texts(schema: Schema) -> st.SearchStrategy[str]:
    if (name := schema.get("format")) in FORMATS:
        return st.sampled_from(FORMATS[name])
    if "pattern" in schema:
        return st.from_regex(re.compile(schema["pattern"], re.ASCII)).filter(lambda text: len(text) <= 60)
    return texts(schema.get("minLength", 0), schema.get("maxLength"))


@st.composite
def _objects(draw: st.DrawFn, schema: Schema, file: str) -> dict[str, Any]:
    known = {
        key: inner
        for key, inner in schema.get("properties", {}).items()
        if not (isinstance(inner, dict) and inner.get("readOnly"))
    }
    needed = [key for key in schema.get("required", ()) if key in known]
    others = sorted(known.keys() - set(needed))
    chosen = draw(st.lists(st.sampled_from(others), max_size=MOST_FIELDS, unique=True)) if others else []
    drawn = {key: draw(_values(known[key], file)) for key in (*needed, *chosen)}
    further = schema.get("additionalProperties")
    if isinstance(further, dict):
        drawn |= draw(st.dictionaries(texts(1, 20), _values(further, file), max_size=2))
    return drawn
