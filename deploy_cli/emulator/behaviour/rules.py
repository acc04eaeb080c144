"""Rules (at their end of life)."""

from deploy_cli.emulator.call import Call
from deploy_cli.emulator.kind import Absent, Collection, Unique
from deploy_cli.emulator.values import Object


def _change(call: Call, old: Object | None, new: Object) -> Object:
    if "order" in new:
        return new
    used = [rule.get("order", 0) for rule in call.store.page("/rules")]
    return new | {"order": max(used, default=0) + 1}


KINDS = (
    Collection(
        path="/rules",
        form="rul_*16",
        defaults={"enabled": True, "stage": "login_success"},
        absent=Absent("Rule not found.", "inexistent_rule"),
        unique=(
            Unique(("name",), "A rule with the same name already exists.", "rule_conflict"),
            Unique(("order",), "A rule with the same order already exists.", "rule_conflict"),
        ),
        forgiving=True,
        change=_change,
    ),
)
