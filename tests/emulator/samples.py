"""Smallest values that fit a schema, for operations that no recording shows."""

from collections.abc import Mapping
from typing import Any

TEXTS = {
    "email": "a@example.com",
    "date-time": "2030-01-01T00:00:00.000Z",
    "ipv4": "10.0.0.1",
    "ipv6": "::1",
    "cidr": "10.0.0.0/8",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "html-color": "#000000",
    "hostname": "example.com",
    "role-id": "rol_0123456789abcdef",
    "connection-id": "con_0123456789abcdef",
    "organization-id": "org_0123456789abcdef",
}
URL = "https://example.com/path"


def sample(schema: Mapping[str, Any], schemas: Mapping[str, Any], depth: int = 0) -> Any:
    """A value that satisfies most of ``schema``: what is required, nothing that is not."""
    while "$ref" in schema:
        schema = schemas[schema["$ref"]]
    for word in ("oneOf", "anyOf"):
        if word in schema and "properties" not in schema:
            return sample(schema[word][0], schemas, depth + 1)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    kind = schema.get("type", "object")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            names = (
                schema.get("required", [])
                or list(schema.get("properties", {}))[: schema.get("minProperties", 0)]
            )
            known = schema.get("properties", {})
            return {name: sample(known.get(name, {}), schemas, depth + 1) for name in names if depth < 12}
        case "array":
            return [sample(schema.get("items", {}), schemas, depth + 1)] * schema.get("minItems", 0)
        case "string":
            return _text(schema)
        case "integer" | "number":
            return max(1, schema.get("minimum", 1))
        case "boolean":
            return True
        case _:
            return None


def _text(schema: Mapping[str, Any]) -> str:
    known = TEXTS.get(schema.get("format", ""))
    if known is not None:
        return known
    if (
        "uri" in schema.get("format", "")
        or "url" in schema.get("format", "")
        or "https" in str(schema.get("pattern"))
    ):
        return URL
    return "sample".ljust(schema.get("minLength", 1), "x")
