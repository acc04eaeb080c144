"""Tests of the text view of a plan; what it looks like is in the golden files."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deploy_cli.core.effect import Effect, Severity
from deploy_cli.core.plan import Action, Change, Finding
from deploy_cli.core.values import Object, Secret
from deploy_cli.render.edit_text import edit_lines
from deploy_cli.render.paint import Paint
from deploy_cli.render.plan_text import plan_text
from tests.render import saved_plans

MakeChange = Callable[..., Change]
MakePlan = Callable[..., Object]
Golden = Callable[[Path, str], None]

GOLDEN = Path(__file__).parent / "golden" / "plans"
CODE = "\n".join(f"exports.step{number} = async () => {number};" for number in range(1, 61)) + "\n"


def test_an_unchanged_tenant_is_one_line(plan: MakePlan) -> None:
    text = plan_text(plan(unchanged=34, unmanaged=2))

    assert text == "No changes: prod (acme.eu.auth0.com) is as the files want it, 34 resources compared."


def test_create(plan: MakePlan, change: MakeChange, golden: Golden, golden_file: Path) -> None:
    want = {
        "name": "Back office",
        "app_type": "regular_web",
        "callbacks": ["https://office.acme.example/callback"],
        "client_metadata": {"team": "Office IT"},
        "client_secret": Secret("s3cret"),
        "description": "It handles orders. " * 12,
        "grant_types": ["authorization_code", "refresh_token"],
        "oidc_conformant": True,
        "refresh_token": {
            "rotation_type": "rotating",
            "leeway": 3,
            "token_lifetime": 2592000,
            "idle_token_lifetime": 1296000,
        },
    }
    made = plan(
        change("clients/Back office", None, want, reason="the tenant does not have it"),
        change(
            "actions/Enrich", None, {"code": CODE, "dependencies": [{"name": "axios", "version": "1.7.0"}]}
        ),
        change("roles/Clerk", None, {"name": "Clerk"}, line=120),
    )

    golden(golden_file, plan_text(made) + "\n")


def test_update(plan: MakePlan, change: MakeChange, golden: Golden, golden_file: Path) -> None:
    live = {
        "app_type": "spa",
        "callbacks": ["http://localhost:3000/callback", "https://shop.acme.example/callback"],
        "client_secret": "old",
        "initiate_login_uri": "https://shop.acme.example/login",
        "jwt_configuration": {"alg": "RS256", "lifetime_in_seconds": 36000},
        "logo_uri": "https://cdn.acme.example/" + "a" * 90 + "/logo.png",
        "oidc_conformant": False,
        "refresh_token": {"leeway": 0, "idle_token_lifetime": 1296000, "rotation_type": "rotating"},
    }
    want = {
        "app_type": "native",
        "callbacks": ["https://shop.acme.example/callback", "https://shop.acme.example/app/callback"],
        "client_secret": Secret("new"),
        "initiate_login_uri": None,
        "jwt_configuration": {"lifetime_in_seconds": 3600},
        "logo_uri": "https://cdn.acme.example/" + "a" * 90 + "/new-logo.png",
        "oidc_conformant": True,
        "refresh_token": {"leeway": 3, "idle_token_lifetime": 604800, "token_lifetime": 31557600},
        "web_origins": ["https://shop.acme.example"],
    }
    effect = Effect(
        Severity.MEDIUM, "People who stay away for 7 days or more will have to log in again (before: 15)."
    )
    finding = Finding("rt-rotation", "info", "A native client keeps its tokens on the device.")
    made = plan(
        change("clients/Storefront", live, want, line=40, effects=[effect], findings=[finding]),
        change("tenant", {"session_lifetime": 168}, {"session_lifetime": 24.5}),
        unchanged=1200,
        unmanaged=3,
        findings=[Finding("tenant-wide", "error", "Something about the tenant as a whole.")],
    )

    golden(golden_file, plan_text(made) + "\n")


def test_keyed_and_ordered_lists(
    plan: MakePlan, change: MakeChange, golden: Golden, golden_file: Path
) -> None:
    made = plan(
        change(
            "resourceServers/https://api.acme.example",
            {"scopes": [{"value": "read:orders", "description": "Read"}, {"value": "read:stock"}]},
            {"scopes": [{"value": "read:orders", "description": "Read orders"}, {"value": "update:stock"}]},
        ),
        change(
            "triggers/post-login",
            {"bindings": [_binding("Enrich", "Enrich the token"), _binding("Audit", "Audit")]},
            {
                "bindings": [
                    _binding("Enrich", "Enrich"),
                    _binding("Audit", "Audit"),
                    _binding("Risk", "Risk"),
                ]
            },
        ),
        change("tenant", {"enabled_locales": ["en", "de"]}, {"enabled_locales": ["de", "en"]}),
    )

    golden(golden_file, plan_text(made) + "\n")


def test_texts_of_many_lines(plan: MakePlan, change: MakeChange, golden: Golden, golden_file: Path) -> None:
    altered = CODE.replace("=> 7;", "=> 'seven';").replace("exports.step30", "::error::exports.step30")
    made = plan(
        change("actions/Enrich", {"code": CODE}, {"code": altered.replace("step50 =", "step50=") + "// end"}),
        change("pages/login", {"html": "<p>\n"}, {"html": "".join(f"<p>{n}</p>\n" for n in range(200))}),
    )

    golden(golden_file, plan_text(made) + "\n")


def test_delete_and_rename(plan: MakePlan, change: MakeChange, golden: Golden, golden_file: Path) -> None:
    made = plan(
        change("clients/Old kiosk", {"name": "Old kiosk"}, None, reason="the files say `state: absent`"),
        change(
            "clients/Storefront",
            {"name": "Shop"},
            {"name": "Storefront"},
            action=Action.RENAME,
            reason="it is `Shop` in the tenant",
        ),
    )

    golden(golden_file, plan_text(made) + "\n")


def test_hostile_names(plan: MakePlan, change: MakeChange, golden: Golden, golden_file: Path) -> None:
    made = plan(
        change(
            "clients/Shop\x1b[2J\n- clients/Admin\u202e  tenants/x.yaml:1",
            {"description": "\x9b31mred", "client_metadata": {"a\nb": "1", 'quo"te.d': "1"}},
            {
                "description": "::error::\n##[set-output name=x]y\r\u2028 \u200bend",
                "callbacks": ["https://x.example\n- https://y.example", "(secret)", "true", " lead"],
                "client_metadata": {"a\nb": "2", 'quo"te.d': "\U000e0041\ufeff"},
            },
            reason="a \x07 bell",
        ),
        domain="acme\x1b]0;x\x07.example",
        environment="prod\u2066",
    )

    golden(golden_file, plan_text(made) + "\n")


@pytest.mark.parametrize("kind", sorted(saved_plans.ALL.keys() - {"large"}))
def test_plans_of_every_kind(kind: str, golden: Golden) -> None:
    golden(GOLDEN / f"{kind}.txt", plan_text(saved_plans.ALL[kind]()) + "\n")


def test_a_large_plan(golden: Golden) -> None:
    golden(GOLDEN / "large.txt", plan_text(saved_plans.large(60)) + "\n")


def test_provenance_says_where_every_value_comes_from_and_what_it_overrides(golden: Golden) -> None:
    golden(GOLDEN / "provenance.txt", plan_text(saved_plans.small(), provenance=True) + "\n")


@pytest.mark.parametrize("kind", saved_plans.ALL)
def test_the_last_line_has_the_counts_of_the_value_and_nothing_else_begins_like_it(kind: str) -> None:
    plan = saved_plans.ALL[kind]()
    lines = plan_text(plan).split("\n")

    assert lines[-1].startswith(("Plan: ", "No changes: "))
    assert not any(re.match(r"Plan: |No changes: |error: ", line) for line in lines[:-1])
    told = {word: int(count.replace(",", "")) for count, word in re.findall(r"([\d,]+) to (\w+)", lines[-1])}
    assert told == {word: plan["summary"][word] for word in told}


@pytest.mark.parametrize("kind", saved_plans.ALL)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_colour_says_nothing_that_is_not_said_without(kind: str, width: int) -> None:
    plan = saved_plans.ALL[kind]()
    coloured = plan_text(plan, paint=Paint(on=True), width=width)

    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plan_text(plan, width=width)


def test_what_follows_from_the_action_is_not_said_again(plan: MakePlan, change: MakeChange) -> None:
    made = plan(change("roles/Clerk", None, {"name": "Clerk"}, reason="the tenant does not have it"))

    assert "does not have it" not in plan_text(made)
    assert "name:" not in plan_text(made)


def test_the_last_line_counts_renames_only_where_there_are_any(plan: MakePlan, change: MakeChange) -> None:
    renamed = change("roles/Clerk", {"name": "c"}, {"name": "Clerk"}, action=Action.RENAME)

    assert plan_text(plan(renamed)).endswith("\nPlan: 0 to create, 0 to update, 1 to rename, 0 to delete.")
    assert plan_text(plan(change("roles/X", {}, None))).endswith(
        "\nPlan: 0 to create, 0 to update, 1 to delete."
    )


def test_colour_changes_nothing_but_colour(plan: MakePlan, change: MakeChange) -> None:
    made = plan(
        change(
            "clients/Shop",
            {"a": 1, "callbacks": ["x"], "code": "a\nb"},
            {"a": 2, "callbacks": ["y"], "code": "a\nc"},
        ),
        change("roles/Old", {}, None, reason="gone"),
    )

    coloured = plan_text(made, paint=Paint(on=True))

    assert "\x1b[32m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plan_text(made)


def test_a_secret_is_shown_as_a_mark_and_a_text_that_reads_the_same_is_quoted(
    plan: MakePlan, change: MakeChange
) -> None:
    text = plan_text(
        plan(
            change("clients/A", {"x": Secret("one")}, {"x": Secret("two")}),
            change("clients/B", {"x": "one"}, {"x": "(secret)"}),
        )
    )

    assert "~ x: (secret #1) → (secret #2)" in text
    assert '~ x: one → "(secret)"' in text


def test_secret_elements_of_a_new_set_are_marks_and_a_text_beside_them_that_reads_the_same_is_quoted() -> (
    None
):
    def edit(after: str, *, sensitive: bool) -> Object:
        path = "callbacks[(secret)]" if sensitive else f"callbacks[{after}]"
        return {"path": path, "before": None, "after": after, "sensitive": sensitive, "source": None}

    secrets = [edit("(secret #1)", sensitive=True), edit("(secret #2)", sensitive=True)]
    alone, mixed = (
        [line.text for line in edit_lines(edits, 70, new=True)]
        for edits in (secrets, [*secrets, edit("(secret #3)", sensitive=False)])
    )

    assert alone == ["callbacks: [(secret #1), (secret #2)]"]
    assert [line.strip() for line in mixed] == ["callbacks:", "(secret #1)", "(secret #2)", '"(secret #3)"']


def test_a_secret_inside_an_ordered_list_that_differs_is_not_passed_over(
    plan: MakePlan, change: MakeChange
) -> None:
    live, want = ([{"name": f"KEY_{n}", "value": Secret(f"{side}{n}")} for n in range(9)] for side in "ab")

    text = plan_text(plan(change("actions/A", {"secrets": live}, {"secrets": want})))

    assert "secrets:" in text
    assert "(secret #9)" in text
    assert "a1" not in text


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
bodies = st.dictionaries(st.text(min_size=1, max_size=8), values, max_size=5)


@example(
    live={}, want={":": False, "::error::x": 1, "a": {"::error::y": "::z"}}, name="::warning::w", width=20
)
@given(live=bodies, want=bodies, name=st.text(max_size=20), width=st.integers(20, 140))
@pytest.mark.parametrize("new", [True, False])
def test_nothing_from_outside_reaches_the_terminal_raw(
    *, plan: MakePlan, change: MakeChange, live: Object, want: Object, name: str, width: int, new: bool
) -> None:
    made = plan(change(f"clients/{name}", None if new else live, want, reason=name), environment=name)

    text = plan_text(made, width=width)

    hidden = {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}} - {"\n"}
    assert not hidden
    assert not any(line.lstrip().startswith("::") for line in text.split("\n"))


@given(keys=st.lists(st.from_regex(r"[a-z_]{1,6}", fullmatch=True), unique=True, max_size=6))
def test_every_field_of_a_change_is_named(plan: MakePlan, change: MakeChange, keys: list[str]) -> None:
    want = {key: dict.fromkeys(keys, number) for number, key in enumerate(keys)}

    text = plan_text(plan(change("clients/x", {}, want)))

    assert all(text.count(key) >= 2 for key in keys)


def _binding(action: str, shown: str) -> Object:
    return {"display_name": shown, "ref": {"type": "action_name", "value": action}}
