"""The limits of an environment, and what pruning must not empty."""

from typing import Any

import pytest

from deploy_cli.core import safety
from deploy_cli.core.comparison import PlanSettings
from deploy_cli.core.plan import Change
from deploy_cli.core.tenant import Desired, DesiredTenant, Environment, Limits
from deploy_cli.errors import Problem, Refused
from tests.core.test_plan import plan
from tests.core.toys import address, create, delete, in_order, update


def changes(*, creates: int = 0, updates: int = 0, deletes: int = 0) -> tuple[Change, ...]:
    return in_order(
        *(create(f"tools/c{n}", {}) for n in range(creates)),
        *(update(f"tools/u{n}", {"a": 1}, {}) for n in range(updates)),
        *(delete(f"tools/d{n}", {}) for n in range(deletes)),
    )


def desired(
    made: tuple[Change, ...], *, unchanged: int = 0, limits: Limits | None = None, prune: tuple[str, ...] = ()
) -> DesiredTenant:
    """What the files say: all that is made or changed, and ``unchanged`` more."""
    named = [change.address for change in made if change.desired is not None]
    named += [address(f"tools/n{n}") for n in range(unchanged)]
    return DesiredTenant(
        environment=Environment(name="e", limits=limits or Limits(), prune=prune),
        resources={at: Desired(address=at, body={}) for at in named},
        sections=("tools",),
        digest="s",
    )


def refused(
    made: tuple[Change, ...], limits: Limits | None = None, *, unchanged: int = 0, **settings: Any
) -> list[Problem]:
    wanted = desired(made, unchanged=unchanged, limits=limits)
    return list(safety.excesses(made, wanted, PlanSettings(**settings)))


@pytest.mark.parametrize(
    ("made", "unchanged", "limits"),
    [
        pytest.param(changes(deletes=9, updates=9), 0, Limits(), id="without limits everything"),
        pytest.param(changes(deletes=2), 0, Limits(deletes=2), id="as many as the limit"),
        pytest.param(changes(creates=9), 0, Limits(deletes=0, updates=0), id="creates, whatever the limits"),
        pytest.param(changes(updates=3), 7, Limits(updates=0.3), id="as large a share as the limit"),
        pytest.param((), 0, Limits(deletes=0.0, updates=0.0), id="nothing, in an empty tenant"),
        pytest.param(changes(updates=1), 0, Limits(updates=1.0), id="everything, where the share is all"),
    ],
)
def test_a_plan_within_the_limits_is_not_refused(
    made: tuple[Change, ...], unchanged: int, limits: Limits
) -> None:
    assert refused(made, limits, unchanged=unchanged) == []


@pytest.mark.parametrize(
    ("made", "unchanged", "limits", "told"),
    [
        pytest.param(
            changes(deletes=3),
            0,
            Limits(deletes=2),
            "3 deletes, and `environment.limits.deletes` allows 2",
            id="a",
        ),
        pytest.param(changes(deletes=1), 0, Limits(deletes=0), "1 delete,", id="zero allows none"),
        pytest.param(changes(updates=4), 6, Limits(updates=0.3), "allows 30% of 10", id="a share"),
        pytest.param(changes(deletes=1), 2, Limits(deletes=0.3), "30% of 3", id="a share of a small tenant"),
        pytest.param(
            changes(updates=1, creates=9),
            0,
            Limits(updates=0.5),
            "50% of 1",
            id="creates are not managed yet",
        ),
    ],
)
def test_a_plan_beyond_the_limits_is_refused_with_counts_and_culprits(
    made: tuple[Change, ...], unchanged: int, limits: Limits, told: str
) -> None:
    [problem] = refused(made, limits, unchanged=unchanged)

    assert told in problem.message
    assert "`tools/" in problem.message
    assert "--allow-" in (problem.hint or "")


def test_what_is_refused_is_allowed_by_exactly_what_the_hint_says() -> None:
    made, limits = changes(deletes=3, updates=1), Limits(deletes=0, updates=0)

    assert [problem.rule for problem in refused(made, limits)] == ["limit-deletes", "limit-updates"]
    assert refused(made, limits, allow_deletes=3, allow_updates=1) == []
    assert [problem.rule for problem in refused(made, limits, allow_deletes=2, allow_updates=1)] == [
        "limit-deletes"
    ]


def test_a_section_is_not_pruned_empty_because_its_file_is_missing() -> None:
    made = changes(deletes=2)
    nothing = desired((), prune=("tools",))

    [problem] = safety.excesses(made, nothing, PlanSettings())

    assert problem.rule == "emptied-section"
    assert "2 resources, `tools/d0`, `tools/d1`" in problem.message
    assert list(safety.excesses(made, nothing, PlanSettings(allow_empty=("tools",)))) == []
    assert list(safety.excesses(made, desired((), unchanged=1, prune=("tools",)), PlanSettings())) == []


def test_a_plan_with_refusals_is_not_carried_out() -> None:
    safety.refuse(plan())

    with pytest.raises(Refused, match="1 reason"):
        safety.refuse(plan(refusals=(Problem("it is protected"),)))
