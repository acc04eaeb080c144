"""The comment on a pull request: what it says, that it fits, and that nothing in it is taken for markup."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deploy_cli.core.values import Object
from deploy_cli.render.plan_markdown import LIMIT, plan_markdown
from tests.hostile.corpus import ATTACKS, Attack
from tests.render import github, saved_plans
from tests.render.saved_plans import HOSTILE, change, dangerous, effect, plan, refused, small

Golden = Callable[[Path, str], None]

GOLDEN = Path(__file__).parent / "golden" / "plans"
CMARK = os.environ.get("CMARK_GFM") or shutil.which("cmark-gfm")

RISKS = {"critical": "<b>", "high": "<b>", "medium": "· ", "low": "· "}
SECTIONS = {"Changes, gravest first", "Findings", "Notes"}


@pytest.mark.parametrize("name", saved_plans.ALL)
def test_the_comment_is_as_it_was_reviewed(name: str, golden: Golden) -> None:
    golden(GOLDEN / f"{name}.md", plan_markdown(saved_plans.ALL[name]()) + "\n")


@pytest.mark.parametrize("name", saved_plans.ALL)
def test_nothing_in_a_plan_is_taken_for_markup(name: str) -> None:
    text = plan_markdown(saved_plans.ALL[name]())

    assert [*github.found(text)] == []
    assert {*github.headings(text)[1:]} <= SECTIONS


@pytest.mark.parametrize("text", HOSTILE)
def test_no_hostile_text_is_taken_for_markup_anywhere(text: str) -> None:
    told = plan_markdown(saved_plans.hostile([text] * 5))

    assert [*github.found(told)] == []
    assert {*github.headings(told)[1:]} <= SECTIONS


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_no_attack_is_taken_for_markup_anywhere(attack: Attack) -> None:
    told = plan_markdown(saved_plans.hostile([attack.text] * 5))

    assert [*github.found(told)] == []
    assert {*github.headings(told)[1:]} <= SECTIONS


@example("`@a`@b`")
@example("$`x`$ ``` @c")
@example("a\\|b@c.example")
@given(st.text(st.sampled_from("`@#$:|\\<>&[]()!*_~-+=1a. \n/'\"\u202e"), max_size=24))
def test_no_text_is_taken_for_markup_anywhere(text: str) -> None:
    told = plan_markdown(saved_plans.hostile([text] * 4))

    assert [*github.found(told)] == []
    assert {*github.headings(told)[1:]} <= SECTIONS


@pytest.mark.skipif(not CMARK, reason="needs cmark-gfm, GitHub's own reader: set CMARK_GFM to its path")
@pytest.mark.parametrize("text", [*HOSTILE, "`@a`@b.example`", "a\\|b@c.example", *(a.text for a in ATTACKS)])
def test_the_reader_of_github_makes_no_markup_of_hostile_texts(text: str) -> None:
    told = plan_markdown(saved_plans.hostile([text] * 5))
    extensions = ("autolink", "table", "strikethrough", "tasklist", "tagfilter")

    html = subprocess.run(
        [str(CMARK), "--unsafe", *(part for name in extensions for part in ("-e", name))],
        input=told.encode("utf-8", "backslashreplace"),
        capture_output=True,
        check=True,
    ).stdout.decode()

    tags = {tag.lower() for tag in re.findall(r"<([A-Za-z][A-Za-z0-9]*)", html)}
    assert tags <= {
        "details", "summary", "b", "code", "pre", "p", "ul", "li", "strong", "em", "br", "h3", "h4", "blockquote"
    }  # fmt: skip


@pytest.mark.parametrize("make", [*saved_plans.ALL.values(), lambda: saved_plans.large(3_000)])
def test_it_fits_whatever_is_counted(make: Callable[[], Object]) -> None:
    assert len(plan_markdown(make()).encode()) <= LIMIT


@pytest.mark.parametrize("character", ["\U000e0041", "`", "日", "|", "@"])
def test_it_fits_when_every_text_is_as_long_as_it_can_be(character: str) -> None:
    assert len(plan_markdown(saved_plans.hostile([character * 3_000] * 40)).encode()) <= LIMIT


@pytest.mark.parametrize("limit", [8_000, 12_000, 20_000, 40_000])
def test_every_delete_and_every_refusal_is_named_however_little_room_there_is(limit: int) -> None:
    made = {**saved_plans.large(), "refusals": refused()["refusals"]}

    text = plan_markdown(made, limit=limit)

    assert len(text.encode()) <= limit
    deletes = [one["address"] for one in made["changes"] if one["action"] == "delete"]
    assert [name for name in deletes if f"**delete** `{name}`" not in text] == []
    assert "the plan deletes 2 of 36 resources" in text
    assert "`clients/Old kiosk` is protected" in text
    assert "This view is shortened." in text


def test_deletes_that_do_not_fit_even_by_name_are_counted() -> None:
    made = plan(*(change("delete", f"clients/Storefront {n}", risk="critical") for n in range(5_000)))

    text = plan_markdown(made)

    named = text.count("- **delete** `clients/Storefront")
    assert 500 < named < 5_000
    assert f"… and {5_000 - named:,} deletes more" in text
    assert "**5,000 to delete**" in text


def test_the_least_important_is_left_out_first() -> None:
    made = saved_plans.large()

    def shown(limit: int) -> list[int]:
        blocks = plan_markdown(made, limit=limit).split("<details")[1:]
        return [sum(f"{mark}{risk} risk" in block for block in blocks) for risk, mark in RISKS.items()]

    for limit in (15_000, 30_000, 45_000, 65_000):
        details = shown(limit)
        for risk, count in enumerate(details):
            assert count == 50 or sum(details[risk + 1 :]) <= 3, (limit, details)
    assert shown(10_000_000) == [50, 50, 50, 50]


def test_changes_that_are_only_counted_are_counted_by_section() -> None:
    text = plan_markdown(saved_plans.large(), limit=12_000)

    assert re.search(
        r"- \d+ changes of medium risk or less are only counted: \d+ updates in `clients` and", text
    )


def test_what_fits_is_not_said_to_be_shortened() -> None:
    assert "shortened" not in plan_markdown(dangerous())


def test_its_first_line_is_the_same_for_every_plan_of_one_tenant() -> None:
    one, other = (plan_markdown(made).partition(" digest=")[0] for made in (small(), refused()))

    assert one == other == "<!-- deploy-cli plan environment=prod domain=acme-prod.eu.auth0.com"


def test_tenants_do_not_share_a_first_line() -> None:
    tenants = [
        {"environment": "a domain=b", "domain": "c"},
        {"environment": "a", "domain": "b domain=c"},
        {"environment": "a--", "domain": "> c"},
    ]

    lines = [plan_markdown(plan(tenant=tenant)).partition("\n")[0] for tenant in tenants]

    assert len(set(lines)) == 3
    assert [line.count("--") for line in lines] == [2, 2, 2]


def test_refusals_come_first_and_then_what_is_dangerous() -> None:
    text = plan_markdown(refused())

    order = ["[!CAUTION]", "`limits`", "[!WARNING]", "#### Changes", "<details", "#### Findings"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)


def test_a_short_plan_is_unfolded_and_a_long_one_is_not() -> None:
    assert "<details open>" in plan_markdown(small())
    assert "<details open>" not in plan_markdown(saved_plans.large(30))


def test_the_counts_are_those_of_the_value() -> None:
    made = {**small(), "summary": {**small()["summary"], "delete": 7}}

    assert "**7 to delete, 1 to create and 1 to update**" in plan_markdown(made)


def test_a_long_effect_is_cut_and_says_so() -> None:
    text = plan_markdown(plan(change("update", "clients/A", effects=[effect("low", "x " * 5_000)])))

    assert "(8,500 more characters)" in text
