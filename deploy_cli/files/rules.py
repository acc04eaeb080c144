"""Rules between fields, for a text that shows only a part: what is not there, or not known yet, breaks no rule.

A file that is laid over another holds some of the fields, and a reference stands for a value that nobody has seen.
So each part of a rule has two readings: *possible*, which holds unless what is written rules it out, and *certain*,
which holds only if what is written settles it. ``not`` turns the one into the other. A schema that this module does
not know is always possible and never certain, so that no rule is ever broken by mistake.
"""

from typing import Final, TypeAlias

from deploy_cli.core.values import Object

Reading: TypeAlias = Object | bool
"""A schema; ``True`` where everything holds, ``False`` where nothing does."""

UNKNOWN: Final = {"$ref": "#/definitions/unknown"}
"""A text that stands for something else, or no value at all."""

_OF_VALUES: Final = ("type", "const", "enum", "pattern", "minLength", "maxLength")
"""What says something about a text that a reference may still become."""
_OF_OTHERS: Final = ("minimum", "maximum", "minItems", "maxItems", "uniqueItems")
"""What says nothing about a text."""
_KNOWN: Final = {
    *_OF_VALUES, *_OF_OTHERS,
    "title", "description", "errorMessage",
    "properties", "required", "items", "not", "if", "then", "else", "allOf", "anyOf", "oneOf",
}  # fmt: skip


def possible(schema: Reading, message: str) -> Reading:
    """Return what holds unless ``schema`` is certainly broken; ``message`` says in words what is wrong then."""
    if isinstance(schema, bool):
        return schema or failure(message)
    if not schema.keys() <= _KNOWN:
        return True
    said = str(schema.get("errorMessage", message))
    parts = [
        *_possible_values(schema, said),
        *_possible_inside(schema, said),
        *(possible(part, said) for part in schema.get("allOf", ())),
        *_possible_choices(schema, said),
        *_possible_branches(schema, said),
    ]
    if "not" in schema:
        parts.append(_forbidden(schema["not"], said))
    return _all(parts)


def certain(schema: Reading) -> Reading:
    """Return what holds only if ``schema`` certainly does."""
    if isinstance(schema, bool):
        return schema
    if not schema.keys() <= _KNOWN or schema.keys() & {"if", "oneOf"}:
        return False
    parts: list[Reading] = [_certain_values(schema)]
    if "required" in schema or "properties" in schema:
        parts.append(_certain_fields(schema))
    if "items" in schema:
        parts.append(_inside("items", certain(schema["items"])))
    if "not" in schema:
        parts.append(_opposite(possible(schema["not"], "")))
    parts += (certain(part) for part in schema.get("allOf", ()))
    if "anyOf" in schema:
        parts.append(_any([certain(part) for part in schema["anyOf"]]))
    return _all(parts)


def failure(message: str) -> Object:
    """Return a schema that no value meets, apart from the one that is not there; editors show ``message``."""
    return {"type": ["null"], "errorMessage": message}


def _possible_values(schema: Object, message: str) -> list[Reading]:
    parts: list[Reading] = []
    if values := _picked(schema, *_OF_VALUES):
        parts.append({"if": UNKNOWN, "else": {"if": values, "else": failure(message)}})
    if others := _picked(schema, *_OF_OTHERS):
        parts.append({"if": others, "else": failure(message)})
    return parts


def _possible_inside(schema: Object, message: str) -> list[Reading]:
    fields = {name: possible(field, message) for name, field in schema.get("properties", {}).items()}
    told = {name: _quiet(field) for name, field in fields.items() if field is not True}
    parts: list[Reading] = [{"properties": told}] if told else []
    if "items" in schema:
        parts.append(_inside("items", possible(schema["items"], message)))
    return parts


def _possible_choices(schema: Object, message: str) -> list[Reading]:
    parts = [
        _any([possible(part, message) for part in schema[choice]])
        for choice in ("anyOf", "oneOf")
        if choice in schema
    ]
    several = schema.get("oneOf", ())
    for index, one in enumerate(several):
        parts += (_forbidden({"allOf": [one, other]}, message) for other in several[index + 1 :])
    return parts


def _possible_branches(schema: Object, message: str) -> list[Reading]:
    if "if" not in schema:
        return []
    opposite: Object = {"not": schema["if"]}
    return [
        _implied(certain(condition), possible(schema[branch], message))
        for branch, condition in (("then", schema["if"]), ("else", opposite))
        if branch in schema
    ]


def _forbidden(schema: Reading, message: str) -> Reading:
    """Return what fails where ``schema`` certainly holds: at the last of the fields that it is about."""
    fields = _fields(schema)
    broken = {"properties": {fields[-1]: False}, "errorMessage": message} if fields else failure(message)
    return _implied(certain(schema), broken)


def _fields(schema: Reading) -> list[str]:
    if isinstance(schema, bool):
        return []
    own = [*schema.get("required", ()), *schema.get("properties", {})]
    return [*own, *(name for part in schema.get("allOf", ()) for name in _fields(part))]


def _certain_values(schema: Object) -> Reading:
    """Return what a value certainly has to be. Any bound would hold for what is not known yet, except a fixed value."""
    values = _picked(schema, *_OF_VALUES, *_OF_OTHERS)
    if (values or "items" in schema) and not values.keys() & {"const", "enum"}:
        values["not"] = UNKNOWN
    return values or True


def _certain_fields(schema: Object) -> Reading:
    """Return what holds where every field that is spoken of is written, and certainly what it has to be."""
    read = {name: certain(field) for name, field in schema.get("properties", {}).items()}
    if False in read.values():
        return False
    told = {name: field for name, field in read.items() if field is not True}
    required = list(dict.fromkeys([*schema.get("required", ()), *read]))
    return {"required": required, **({"properties": told} if told else {})}


def _implied(condition: Reading, consequence: Reading) -> Reading:
    if condition is False or consequence is True:
        return True
    return consequence if condition is True else {"if": condition, "then": consequence}


def _opposite(schema: Reading) -> Reading:
    return not schema if isinstance(schema, bool) else {"not": schema}


def _inside(key: str, schema: Reading) -> Reading:
    return True if schema is True else {key: schema}


def _all(parts: list[Reading]) -> Reading:
    kept = [part for part in parts if part is not True]
    if False in kept:
        return False
    if len(kept) < 2:
        return kept[0] if kept else True
    return {"allOf": kept}


def _any(parts: list[Reading]) -> Reading:
    kept = [part for part in parts if part is not False]
    if True in kept:
        return True
    return {"anyOf": kept} if kept else False


def _quiet(field: Reading) -> Reading:
    """Return a schema that editors do not offer as a field: the object itself offers it, with its description."""
    return field if isinstance(field, bool) else {**field, "doNotSuggest": True}


def _picked(schema: Object, *keys: str) -> Object:
    return {key: schema[key] for key in keys if key in schema}
