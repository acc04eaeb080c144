"""The limits of an environment."""

import pytest

from deploy_cli.core import safety
from deploy_cli.core.plan import Plan
from deploy_cli.core.tenant import Limits
from deploy_cli.errors import Refused
from tests.core.toys import create, delete, in_order, update


def plan(*, creates: int = 0, updates: int = 0, deletes: int = 0, unchanged: int = 0) -> Plan:
    changes = [
        *(create(f"tools/c{n}", {}) for n in range(creates)),
        *(update(f"tools/u{n}", {"a": 1}, {}) for n in range(updates)),
        *(delete(f"tools/d{n}", {}) for n in range(deletes)),
    ]
    return Plan(
        domain="d", environment="e", source_digest="s", changes=in_order(*changes), unchanged=unchanged
    )


@pytest.mark.parametrize(
    ("made", "limits"),
    [
        pytest.param(plan(deletes=9, updates=9), Limits(), id="without limits everything"),
        pytest.param(plan(deletes=2), Limits(deletes=2), id="as many as the limit"),
        pytest.param(plan(creates=9), Limits(deletes=0, updates=0), id="creates, whatever the limits"),
        pytest.param(plan(updates=3, unchanged=7), Limits(updates=0.3), id="as large a share as the limit"),
        pytest.param(plan(), Limits(deletes=0.0, updates=0.0), id="nothing, in an empty tenant"),
        pytest.param(plan(updates=1), Limits(updates=1.0), id="everything, where the share is all"),
    ],
)
def test_a_plan_within_the_limits_may_be_applied(made: Plan, limits: Limits) -> None:
    safety.check(made, limits)


@pytest.mark.parametrize(
    ("made", "limits", "told"),
    [
        pytest.param(
            plan(deletes=3), Limits(deletes=2), "3 deletes, and `environment.limits.deletes` allows 2", id="a"
        ),
        pytest.param(plan(deletes=1), Limits(deletes=0), "1 deletes", id="zero allows none"),
        pytest.param(plan(updates=4, unchanged=6), Limits(updates=0.3), "allows 30% of 10", id="a share"),
        pytest.param(
            plan(updates=1, creates=9), Limits(updates=0.5), "50% of 1", id="creates are not managed yet"
        ),
    ],
)
def test_a_plan_beyond_the_limits_is_refused(made: Plan, limits: Limits, told: str) -> None:
    with pytest.raises(Refused) as caught:
        safety.check(made, limits)

    assert told in caught.value.summary
    assert caught.value.hint
