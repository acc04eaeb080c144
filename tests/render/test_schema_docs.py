"""The documentation of sections: complete, in words, and the same as the schema says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy_cli.files.schemas import bundled, shipped
from deploy_cli.render.schema_docs import section_docs, tenant_docs
from deploy_cli.render.schema_words import meaning, value_words
from tests.conftest import Golden
from tests.render.test_markdown import READER

SECTIONS = [name for name in shipped().sections if not shipped().unsupported(name)]


def rows(text: str) -> dict[str, list[str]]:
    """The cells of each row, by the field; of code and text as they are read."""
    found: list[list[str]] = []
    inside = False
    for token in READER.parse(text):
        inside = token.type != "table_close" and (inside or token.type == "table_open")
        if token.type == "tr_open":
            found.append([])
        elif token.type == "inline" and inside:
            found[-1].append("".join(child.content for child in token.children or []))
    return {row[0]: row for row in found}


def fields(section: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of a section, with all that it refers to, however often; first the section itself, as ``""``."""
    document = bundled(section)

    def followed(schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            found: Any = document
            for step in schema["$ref"].split("/")[1:]:
                found = found[step]
            schema = {**found, **{key: value for key, value in schema.items() if key != "$ref"}}
        return schema

    def inside(schema: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
        schema = followed(schema)
        yield path, schema
        before = f"{path}." if path else ""
        for name, said in schema.get("properties", {}).items():
            yield from inside(said, before + name)
        if isinstance(schema.get("additionalProperties"), dict):
            yield from inside(schema["additionalProperties"], f"{before}*")
        if isinstance(schema.get("items"), dict):
            yield from inside(schema["items"], f"{path}[]" if path else "")

    yield from inside(document, "")


def is_told(path: str, told: dict[str, list[str]]) -> bool:
    """Whether a field has a row, or is inside of one that has the fields of another."""
    if path in told:
        return True
    parts = path.split(".")
    above = [".".join(parts[:count]).removesuffix("[]") for count in range(1, len(parts))]
    return any("Has the fields of" in told.get(one, ["", "", ""])[2] for one in above)


def test_the_documentation_of_client_grants(golden: Golden) -> None:
    golden(
        Path(__file__).parent / "golden" / "client_grants.md",
        section_docs("clientGrants", bundled("clientGrants")),
    )


@pytest.mark.parametrize("section", SECTIONS)
def test_every_field_of_a_section_is_there(section: str) -> None:
    told = rows(section_docs(section, bundled(section)))

    wanted = {path for path, _ in fields(section) if path not in ("", "*") and not path.endswith("[]")}
    assert wanted
    assert [path for path in sorted(wanted) if not is_told(path, told)] == []


@pytest.mark.parametrize("section", SECTIONS)
def test_every_row_says_what_the_field_is_and_means(section: str) -> None:
    for path, (_, value, told) in rows(section_docs(section, bundled(section))).items():
        assert value, path
        assert told, path


@pytest.mark.parametrize("section", SECTIONS)
def test_every_rule_is_told(section: str) -> None:
    told = section_docs(section, bundled(section))
    rules = [rule["title"] for _, schema in fields(section) for rule in schema.get("allOf", ())]
    assert [rule for rule in rules if f"**{rule}**" not in told] == []


def test_the_whole_names_every_section() -> None:
    sections = shipped().sections
    text = tenant_docs(sections, {name: bundled(name) for name in SECTIONS})

    for name in sections:
        assert f"`{name}`" in text
    assert text.count("\n## ") == len(SECTIONS) + 1
    assert "\n# " not in text


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "minLength": 1}, "text"),
        ({"type": "string", "minLength": 3, "maxLength": 24}, "text, 3 to 24 characters"),
        ({"type": "string", "maxLength": 1}, "text, at most 1 character"),
        ({"type": ["integer", "null"], "minimum": 10, "maximum": 600}, "whole number or `null`, 10 to 600"),
        ({"type": "integer", "minimum": 0, "default": 0}, "whole number, at least 0, default `0`"),
        ({"type": "boolean", "default": False}, "`true` or `false`, default `false`"),
        ({"enum": ["a|b", "", None, "true"]}, '`a|b`, `""`, `null`, `"true"`'),
        ({"const": "auth0"}, "`auth0`"),
        ({"type": "array", "items": {"type": "string"}, "uniqueItems": True}, "list of texts, each once"),
        (
            {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 1},
            "list of `a`, `b`, at least 1 element",
        ),
        ({"type": "array"}, "list"),
        ({"type": "object", "minProperties": 1, "maxProperties": 1}, "object, exactly 1 field"),
        ({}, "anything"),
    ],
)
def test_values_in_words(schema: dict[str, Any], words: str) -> None:
    assert value_words(schema) == words


def test_what_a_text_has_to_look_like_is_said() -> None:
    assert meaning({"description": "A colour.", "pattern": "^#", "errorMessage": "this is no `#rgb`"}) == (
        "A colour. Otherwise: “this is no `#rgb`”."
    )
    assert meaning({"description": "A.", "pattern": "^(a|b)$"}) == "A. Its form is `^(a|b)$`."
    assert meaning({"description": "A.", "examples": ["3s", 0]}) == "A. For instance `3s`, `0`."


def test_marks_are_told() -> None:
    schema = {
        "type": "object",
        "properties": {
            "key": {"description": "A key.", "type": "string", "x-secret": True, "x-write-only": True},
            "id": {"description": "An id.", "type": "string", "readOnly": True},
            "old": {"description": "Old.", "type": "string", "deprecated": True},
            "<b>|": {"description": "Hostile <b>|\n*x*.", "type": "string"},
        },
        "required": ["key"],
    }
    text = section_docs("x", schema)

    assert "A key. **Required.** **Secret.** **Never returned by Auth0.**" in text
    assert "An id. **Read-only.**" in text
    assert "Old. **Deprecated.**" in text
    assert "| `<b>\\|` | text | Hostile &lt;b&gt;\\| \\*x\\*. |" in text
