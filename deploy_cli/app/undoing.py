"""Makes of what was recorded what a tenant file could say, and finds what somebody changed since."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from deploy_cli.app.planning import PlanSettings, make_plan
from deploy_cli.app.ports import ManagementApi, Schemas
from deploy_cli.core.address import Address, Selection
from deploy_cli.core.path import Path, pattern, without, written
from deploy_cli.core.resource_type import Documents, ResourceType
from deploy_cli.core.tenant import Desired
from deploy_cli.core.undoing import Inverse
from deploy_cli.core.values import Object, Value
from deploy_cli.errors import Problem

_EMPTIES: tuple[Value, ...] = ([], {}, "")
"""What clears a field that cannot be null."""


def fitted(turned: Inverse, types: Mapping[str, ResourceType], schemas: Schemas) -> Inverse:
    """Return ``turned`` with only what a tenant file may say: no settings of Auth0's own, nulls where they may stand.

    A field that cannot be cleared again stays, and is told.
    """
    resources: dict[Address, Desired] = {}
    lost = [*turned.lost]
    for address, one in turned.wanted.resources.items():
        if one.pin is None and not one.lifecycle.absent:
            resources[address] = replace(one, body=_created(one, types[address.section], schemas))
            continue
        kept: list[str] = []
        body = _cleared(one.body, one, types[address.section], schemas, kept)
        resources[address] = replace(one, body=body)
        if kept:
            names = ", ".join(f"`{name}`" for name in kept)
            lost.append((address, f"Auth0 does not let these be empty again, so they stay: {names}"))
    return replace(turned, wanted=replace(turned.wanted, resources=resources), lost=tuple(lost))


def moved(
    turned: Inverse,
    run: str,
    api: ManagementApi,
    types: Mapping[str, ResourceType],
    allowed: tuple[str, ...],
) -> Iterator[Problem]:
    """Yield what is not as ``run`` left it, but for the addresses that ``allowed`` names. Raises what a plan raises."""
    allowing = Selection(only=allowed)
    for change in make_plan(turned.left, api, types, PlanSettings()).changes:
        if allowed and allowing.includes(change.address):
            continue
        fields = ", ".join(f"`{name}`" for name in change.fields())
        what = {"create": "it is gone", "delete": "it is there again"}.get(
            str(change.action), f"see {fields}"
        )
        yield Problem(
            f"it is not as run {run} meant to leave it: {what}",
            None,
            str(change.address),
            f"look at it; `--allow-moved '{change.address}'` takes it back all the same",
            rule="moved",
        )


def _created(one: Desired, described: ResourceType, schemas: Schemas) -> Object:
    body = one.body
    for text in (*described.write_only, *described.former_names):
        body = without(body, pattern(text))
    body = {key: value for key, value in body.items() if value != "" or key in described.required}
    return _conforming(body, one, described, schemas)


def _conforming(body: Object, one: Desired, described: ResourceType, schemas: Schemas) -> Object:
    inner = described.value_field if isinstance(described, Documents) else None
    conforming, _ = schemas.conform(one.address, body.get(inner) if inner else body)
    result: Object = {inner: conforming} if inner else conforming
    return result


def _cleared(
    body: Object, one: Desired, described: ResourceType, schemas: Schemas, kept: list[str]
) -> Object:
    """Return ``body`` with another empty value for each null that may not stand there."""
    for path in _nulls(body, ()):
        for empty in (None, *_EMPTIES):
            if _stands(path, empty, one, described, schemas):
                body = _with(body, path, empty)
                break
        else:
            body = _with_out(body, path)
            kept.append(written(path))
    return body


def _nulls(value: Value, path: Path) -> Iterator[Path]:
    if isinstance(value, dict):
        for key, item in value.items():
            if item is None:
                yield (*path, key)
            else:
                yield from _nulls(item, (*path, key))


def _stands(path: Path, value: Value, one: Desired, described: ResourceType, schemas: Schemas) -> bool:
    alone: Value = value
    for key in reversed(path):
        alone = {str(key): alone}
    identity = {key: item for key, item in one.body.items() if isinstance(item, str)}
    result: Value = _conforming({**identity, **alone}, one, described, schemas)
    for key in path:
        if not isinstance(result, dict) or key not in result:
            return False
        result = result[str(key)]
    return bool(result == value)


def _with(body: Object, path: Path, value: Value) -> Object:
    head, *rest = path
    inner = _with(body[str(head)], tuple(rest), value) if rest else value
    return {**body, str(head): inner}


def _with_out(body: Object, path: Path) -> Object:
    head, *rest = path
    if not rest:
        return {key: item for key, item in body.items() if key != head}
    return {**body, str(head): _with_out(body[str(head)], tuple(rest))}
