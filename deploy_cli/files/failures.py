"""Failures of a JSON Schema: which of them matter, and what stands around them in the schemas."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from deploy_cli.core.path import Path, written
from deploy_cli.core.values import Object, Value
from deploy_cli.files.schemas import Schemas
from deploy_cli.files.words import kind


@dataclass(frozen=True, slots=True)
class Trial:
    """One value that was held against one schema."""

    schemas: Schemas
    reference: str
    section: str
    hides: Callable[[Path], bool]
    """Whether what stands at a path is a secret."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure as jsonschema tells it, with what stands around it in the schemas."""

    error: Any
    path: Path
    secret: bool
    rule: Object | None
    """The cross-field rule it belongs to: an entry of ``allOf`` with a title and a description."""
    of_name: bool
    """Whether it is the name of a field that failed, under ``propertyNames``."""
    trial: Trial
    file: str
    """The schema file that the failed schema stands in."""

    @property
    def schema(self) -> Object:
        """The schema that the value fails."""
        schema: Object = self.error.schema if isinstance(self.error.schema, dict) else {}
        return schema

    @property
    def limit(self) -> Any:
        """What the failed keyword of the schema says: a bound, a list of choices."""
        return self.error.validator_value

    @property
    def value(self) -> Value:
        """The value that fails."""
        return self.error.instance

    @property
    def field(self) -> str:
        """The field for a message."""
        return f"`{written(self.path)}`" if self.path else "this"

    def shown(self) -> str:
        """Return the value for a message."""
        if self.secret:
            return "a secret"
        match self.value:
            case str() as text:
                shortened = text if len(text) <= 60 else text[:57] + "…"
                return f"`{json.dumps(shortened, ensure_ascii=False)[1:-1]}`"
            case dict() | list():
                return kind(self.value)
            case _:
                return f"`{json.dumps(self.value)}`"


def failures(errors: Iterable[Any], trial: Trial) -> list[Failure]:
    """Return the failures that matter, placed; what has the wrong type or is empty is not blamed for more."""
    leaves = [leaf for error in errors for leaf in _leaves(error, trial)]
    mistyped = {leaf.path for leaf in leaves if leaf.error.validator == "type" and leaf.rule is None}
    empty = {leaf.path for leaf in leaves if leaf.error.validator == "minLength" and not leaf.value}
    return [
        leaf
        for leaf in leaves
        if leaf.error.validator == "type"
        or (leaf.path not in mistyped and (leaf.error.validator == "minLength" or leaf.path not in empty))
    ]


def _leaves(error: Any, trial: Trial) -> Iterator[Failure]:
    """Yield the failures that matter: of alternatives, those of the one that was most likely meant."""
    failure = _placed(error, trial)
    if error.validator in ("anyOf", "oneOf") and error.context and "errorMessage" not in failure.schema:
        branch = _meant(error)
        if branch:
            for inner in branch:
                yield from _leaves(inner, trial)
            return
    yield failure


def _meant(error: Any) -> list[Any]:
    """Return the failures of the only alternative that the value's type fits; none where that says nothing."""
    branches = [list(group) for _, group in groupby(error.context, key=lambda inner: inner.schema_path[0])]
    depth = len(error.absolute_path)
    fitting = [
        branch
        for branch in branches
        if not any(inner.validator == "type" and len(inner.absolute_path) == depth for inner in branch)
    ]
    if len(fitting) > 1:
        chosen = [
            branch
            for branch in fitting
            if not any(
                inner.validator in ("const", "enum") and len(inner.absolute_path) == depth + 1
                for inner in branch
            )
        ]
        fitting = chosen or fitting
    return fitting[0] if len(fitting) == 1 else []


def _placed(error: Any, trial: Trial) -> Failure:
    """Follow the way of a failure through the schemas, and note what stands along it."""
    steps = list(error.absolute_schema_path)
    of_name = "propertyNames" in steps
    way = _way(trial.schemas, *trial.schemas.resolve(trial.reference, ""), steps) or [
        (error.schema, "", False)
    ]
    entries = [schema for schema, _, is_entry in way if is_entry and isinstance(schema, dict)]
    rules = [schema for schema in entries if "title" in schema and "description" in schema]
    path = (*error.absolute_path, error.instance) if of_name else tuple(error.absolute_path)
    return Failure(
        error=error,
        path=path,
        secret=trial.hides(path) or any(_is_secret(schema) for schema, _, _ in way),
        rule=rules[-1] if rules else None,
        of_name=of_name,
        trial=trial,
        file=way[-1][1],
    )


def _way(
    schemas: Schemas, schema: Any, file: str, steps: Sequence[Any], *, is_entry: bool = False
) -> list[tuple[Any, str, bool]] | None:
    """Return the schemas that ``steps`` lead through, each with its file and whether it is an entry of ``allOf``.

    jsonschema leaves every ``$ref`` out of its steps, so both ways are tried.
    """
    here = [(schema, file, is_entry)]
    if not steps:
        return here
    if isinstance(schema, list) or (isinstance(schema, dict) and steps[0] in schema):
        is_list = isinstance(schema, list)
        rest = _way(schemas, schema[steps[0]], file, steps[1:], is_entry=is_list)
        if rest is not None:
            return here + rest
    if isinstance(schema, dict) and "$ref" in schema:
        target, other = schemas.resolve(schema["$ref"], file)
        rest = _way(schemas, target, other, steps)
        return here + rest if rest is not None else None
    return None


def _is_secret(schema: Any) -> bool:
    return isinstance(schema, dict) and (schema.get("x-secret") is True or schema.get("x-write-only") is True)
