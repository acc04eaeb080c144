"""Approved against now is readable: field by field, lifetimes in words, at any width, and deceives nobody."""

from typing import Any

import pytest

from deploy_cli.app.approval import Verdict
from deploy_cli.core.approved import ChangeDiffers, Comparison, EditDiffers
from deploy_cli.render.approval_text import approval_text
from deploy_cli.render.columns import columns
from tests.render.saved_plans import HOSTILE, edit


def text(*differing: ChangeDiffers, files: tuple[str, ...] = (), width: int = 80, **more: Any) -> str:
    comparison = Comparison(differing=differing, done=more.pop("done", ()), unchecked=0)
    return approval_text(Verdict(files=files, comparison=comparison, spent=more.pop("spent", False)), width)


def update(*edits: EditDiffers, **more: Any) -> ChangeDiffers:
    return ChangeDiffers("update", "clients/Shop", "approved otherwise", edits, **more)


def differs(path: str, approved: Any, now: Any, **more: Any) -> EditDiffers:
    return EditDiffers(
        path,
        None if approved is None else edit(path, *approved),
        None if now is None else edit(path, *now),
        **more,
    )


def test_each_field_is_shown_as_approved_and_as_it_is_now() -> None:
    assert text(
        update(
            differs("leeway", (0, 3), (5, 3)),
            differs("refresh_token.token_lifetime", (2592000, 1296000), (604800, 1296000)),
            differs("callbacks[https://x.example]", None, (None, "https://x.example")),
            EditDiffers("client_secret", edit("client_secret", None, "(secret #1)"), None, secret=True),
        ),
        ChangeDiffers("delete", "roles/Clerk", "needed now, and not approved"),
        files=("prod/tenant.yaml",),
    ).split("\n") == [
        "the plan is not the one that was approved: nothing was written",
        "the files changed:",
        "  prod/tenant.yaml",
        "update clients/Shop: approved otherwise",
        "  leeway   approved: 0 → 3 (3s)   now: 5 (5s) → 3 (3s)",
        "  refresh_token.token_lifetime",
        "    approved: 2592000 (30d) → 1296000 (15d)",
        "    now:      604800 (7d) → 1296000 (15d)",
        "  callbacks[https://x.example]",
        "    approved: no change",
        "    now:      nothing → https://x.example",
        "  client_secret   another secret than the approved one",
        "delete roles/Clerk: needed now, and not approved",
    ]


def test_effects_are_shown_as_they_were_told_and_as_they_are() -> None:
    assert text(update(effects=(("high: a",), ()))).endswith(
        "approved otherwise\n  approved: high: a\n  now:      no effect"
    )


def test_what_is_done_is_told_where_nothing_is_left() -> None:
    assert text(spent=True, done=("create clients/Shop",)) == (
        "nothing is left to apply: all that was approved is done already\ndone already: create clients/Shop"
    )


def test_of_two_long_values_what_differs_is_shown() -> None:
    start = "x" * 500
    shown = text(update(differs("code", (None, start + "approved"), (None, start + "now"))))

    assert "approved" in shown.split("\n")[-2].removeprefix("    approved:")
    assert shown.endswith("now")


def test_no_more_fields_than_can_be_read_are_shown() -> None:
    shown = text(update(*(differs(f"f{number}", (1, 2), (1, 3)) for number in range(30))))

    assert shown.count("approved: 1 → 2") == 20
    assert shown.endswith("  and 10 more fields")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_names_and_values_of_strangers_deceive_nobody(hostile: str) -> None:
    change = ChangeDiffers(
        "update",
        f"clients/{hostile}",
        f"it was `{hostile}`",
        (differs(hostile, (hostile, "a"), (None, hostile)),),
    )
    lines = text(change, files=(hostile,)).split("\n")

    assert 5 <= len(lines) <= 7, "a value makes no lines of its own"
    assert all(character.isprintable() for line in lines for character in line)
    assert all(columns(line) <= 76 for line in lines if line.startswith("    "))
