"""Resuming: what nobody knows the outcome of is looked up, and a new plan finishes the rest."""

from typing import Any

from deploy_cli.app.applying import apply
from deploy_cli.app.planning import PlanSettings, make_plan
from deploy_cli.app.resuming import settle
from deploy_cli.core.call import Call
from deploy_cli.core.journal import Begun, Result, Told, told
from deploy_cli.core.values import Value
from tests.app.scripted import Heard, ScriptedApi
from tests.app.test_writing import Kept
from tests.core.toys import TYPES, desired_tenant

BEGUN = Begun(domain="acme.example", environment="test", plan="p", source="s")
WANTED = desired_tenant(
    {
        "tools/axe": {"name": "axe", "kind": "a"},
        "tools/saw": {"name": "saw", "kind": "a"},
        "settings": {"a": 2},
    }
)


class Killed(BaseException):
    """The process is gone."""


class Mortal(ScriptedApi):
    """Ends the process at one of its calls: before it takes effect, or after."""

    dies_at = 0
    after = False

    def call(self, call: Call) -> Value:
        dies = len(self.calls) + 1 == self.dies_at
        if dies and not self.after:
            self.calls.append("killed")
            raise Killed
        answer = super().call(call)
        if dies:
            raise Killed
        return answer


def killed(at: int, *, after: bool) -> tuple[Mortal, Told]:
    api, journal = Mortal({"the/settings": {"a": 1}}), Kept()
    api.dies_at, api.after = at, after
    plan = make_plan(WANTED, api, TYPES, PlanSettings())
    try:
        apply(plan, WANTED, api, TYPES, Heard(), journal=journal)
    except Killed:
        api.dies_at = 0
    run = told("run", "now", [BEGUN, *journal.records])
    assert run is not None
    return api, run


def finished(api: Any) -> list[str]:
    plan = make_plan(WANTED, api, TYPES, PlanSettings())
    assert apply(plan, WANTED, api, TYPES, Heard()).complete
    return sorted(tool["name"] for tool in api.tenant["api-tools"])


def test_a_kill_at_any_request_loses_nothing_and_repeats_nothing() -> None:
    for at in (1, 2, 3):
        for after in (False, True):
            api, run = killed(at, after=after)
            lookups = settle(run, api, TYPES, Kept())

            assert run.unfinished
            assert len(lookups) == 1, "one request was under way"
            assert finished(api) == ["axe", "saw"]
            assert api.tenant["the/settings"] == {"a": 2}


def test_a_create_is_looked_up_and_recorded() -> None:
    api, run = killed(3, after=True)
    journal = Kept()
    (lookup,) = settle(run, api, TYPES, journal)

    assert (lookup.method, lookup.path, lookup.result) == ("POST", "api-tools", Result.DONE)
    assert lookup.resource_id == api.tenant["api-tools"][-1]["tool_id"]
    assert journal.writes == ["3 done"]


def test_a_create_that_never_arrived_is_waited_for_and_told() -> None:
    api, run = killed(3, after=False)
    (lookup,) = settle(run, api, TYPES, Kept())

    assert lookup.result is Result.ABSENT
    assert api.paused == [0.5, 2.0]


def test_a_run_that_ended_left_nothing() -> None:
    api, run = killed(9, after=False)

    assert not run.unfinished
    assert settle(run, api, TYPES, Kept()) == ()
