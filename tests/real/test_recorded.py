"""Recorded tenants: what is exported loads, is valid, and says what the tenant says; elsewhere it makes the same."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from deploy_cli import resources
from deploy_cli.core.report import Failed
from deploy_cli.core.tenant import DesiredTenant, Guardrails
from deploy_cli.errors import ApiError, ConfigError, Problem
from tests.emulated import EmulatedTenant, loaded
from tests.emulator.replay.recording import Interaction, load
from tests.real.conftest import SHARED
from tests.real.tenants import Objects, tenant_of

RECORDINGS = SHARED / "recordings" / "interactions.jsonl"
BOUND_TO_ITS_TENANT = {"unknown-pin", "unknown-reference"}
"""What cannot move: one of several of a name, and references that lead out of what was exported."""


@cache
def recordings() -> Sequence[Sequence[Interaction]]:
    return load(RECORDINGS) if RECORDINGS.is_file() else ()


def recorded() -> Iterator[Any]:
    """Every recording that shows something of the managed sections, as a tenant."""
    if not RECORDINGS.is_file():
        reason = "the recordings are not beside the checkout: ../shared/recordings/interactions.jsonl"
        yield pytest.param({}, id="none", marks=pytest.mark.skip(reason=reason))
    for interactions in recordings():
        if tenant := tenant_of(interactions):
            yield pytest.param(tenant, id=f"{interactions[0].source}/{interactions[0].recording}")


def merged() -> Iterator[Any]:
    """All recordings as one tenant: each object as it was seen last, and in every state."""
    for name, every_state in (("all", False), ("every-state", True)):
        tenant = tenant_of(chain.from_iterable(recordings()), every_state=every_state)
        mark = () if tenant else pytest.mark.skip(reason="the recordings are not beside the checkout")
        yield pytest.param(tenant, id=name, marks=mark)


@pytest.mark.parametrize("objects", [*recorded(), *merged()])
def test_a_plan_of_what_was_exported_is_empty(objects: Objects, tmp_path: Path) -> None:
    tenant = EmulatedTenant(objects)

    exported = tenant.export(tmp_path / "exported")
    desired = loaded(tmp_path / "exported")
    plan = tenant.plan(desired)

    assert plan.changes == ()
    assert len(plan.unmanaged) == len(
        [note for note in desired.notes if re.search(r"[^`] is left alone;", note)]
    )
    assert not [note for note in exported.notes if "cannot hold" in note]


@pytest.mark.parametrize("objects", [*merged()])
def test_what_was_exported_makes_another_tenant_the_same(objects: Objects, tmp_path: Path) -> None:
    promote(objects, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("objects", [*recorded()])
def test_what_was_exported_makes_another_tenant_the_same_one_recording_at_a_time(
    objects: Objects, tmp_path: Path
) -> None:
    promote(objects, tmp_path)


def promote(objects: Objects, folder: Path) -> None:
    """Apply the export of a tenant to a new one, and hold that nothing is left to do but what the tool named."""
    EmulatedTenant(objects).export(folder / "exported")
    other = EmulatedTenant()
    desired = tolerant(movable(loaded(folder / "exported"), other))

    report = other.apply(desired)

    assert [str(outcome) for outcome in report.failed if not lacks_a_secret(outcome)] == []
    assert report.unconfirmed == ()
    left = {change.address for change in report.plan.changes} - {done.change.address for done in report.done}
    assert {change.address for change in other.plan(desired).changes} <= left


def tolerant(desired: DesiredTenant) -> DesiredTenant:
    """Let no guardrail refuse what was recorded: there are clients in it that no one should have."""
    environment = replace(desired.environment, guardrails=Guardrails(profile="development"))
    return replace(desired, environment=environment)


def movable(desired: DesiredTenant, tenant: EmulatedTenant) -> DesiredTenant:
    """Take out what the tool says cannot be made in ``tenant``, as a person would."""
    while problems := problems_with(desired, tenant):
        assert {problem.rule for problem in problems} <= BOUND_TO_ITS_TENANT, problems
        named = {problem.address for problem in problems}
        kept = {address: one for address, one in desired.resources.items() if str(address) not in named}
        desired = replace(desired, resources=kept)
    return desired


def problems_with(desired: DesiredTenant, tenant: EmulatedTenant) -> Sequence[Problem]:
    try:
        tenant.plan(desired)
    except ConfigError as error:
        return error.problems
    return ()


def lacks_a_secret(outcome: Failed) -> bool:
    """Tell whether Auth0 wants a secret, which an export leaves out, and says so; keys count as such."""
    described = resources.ALL[outcome.change.address.section]
    secrets = (*described.secret, *described.write_only, "credentials[].id")
    names = {text.replace("[]", "").rpartition(".")[2] for text in secrets}
    missing = any(f": {name}'" in outcome.error.summary for name in names)
    return isinstance(outcome.error, ApiError) and outcome.error.status == 400 and missing
