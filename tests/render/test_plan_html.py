"""The page: what it says, that it needs nothing else, and that nothing in it is taken for markup."""

import base64
import hashlib
import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.render.plan_html import plan_html
from deploy_cli.render.visible import visible
from tests.hostile.corpus import ATTACKS, Attack
from tests.render import page, saved_plans
from tests.render.saved_plans import HOSTILE, change, edit, large, masked, plan, refused, small, texts

Golden = Callable[[Path, str], None]

GOLDEN = Path(__file__).parent / "golden" / "plans"
STYLE = (Path(__file__).parents[2] / "deploy_cli" / "render" / "templates" / "plan.css").read_text("utf-8")

TAGS = {
    "a", "bdi", "body", "button", "code", "dd", "del", "details", "dialog", "div", "dl", "dt", "footer", "h1",
    "h2", "head", "header", "html", "input", "ins", "kbd", "li", "main", "meta", "p", "pre", "rect", "script",
    "section", "span", "strong", "style", "summary", "svg", "title", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "aria-hidden", "aria-haspopup", "aria-label", "aria-labelledby", "aria-live", "aria-pressed",
    "autocomplete", "charset", "class", "content", "data-action", "data-filter", "data-risk", "data-value",
    "height", "hidden", "href", "http-equiv", "id", "lang", "name", "open", "placeholder",
    "preserveaspectratio", "role", "spellcheck", "tabindex", "type", "viewbox", "width", "x", "y",
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in saved_plans.ALL if name != "large"])
def test_the_page_is_as_it_was_reviewed(name: str, golden: Golden) -> None:
    golden(GOLDEN / f"{name}.html", page.without_assets(plan_html(saved_plans.ALL[name]())))


def harmless(html: str) -> None:
    read = page.read(html)
    assert {element.tag for element in read.elements} <= TAGS
    assert {name for element in read.elements for name in element.attributes} <= ATTRIBUTES
    assert {element.attributes.get("href") for element in read.elements} <= {None, "#changes"}
    assert read.comments == []
    assert len(read.all("script")) == len(read.all("style")) == len(read.all("title")) == 1


@pytest.mark.parametrize("name", saved_plans.ALL)
def test_nothing_in_a_plan_is_taken_for_markup(name: str) -> None:
    harmless(plan_html(saved_plans.ALL[name]()))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_hostile_text_is_taken_for_markup_anywhere(text: str) -> None:
    html = plan_html(saved_plans.hostile([text] * 5))

    harmless(html)
    summaries = [
        element.text for element in page.read(html).elements if element.attributes.get("class") == "address"
    ]
    assert summaries == [visible(text or "x")] * 5


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_no_attack_is_taken_for_markup_anywhere(attack: Attack) -> None:
    harmless(plan_html(saved_plans.hostile([attack.text] * 5)))


@given(st.text(max_size=12))
def test_no_text_is_taken_for_markup_anywhere(text: str) -> None:
    harmless(plan_html(saved_plans.hostile([text] * 4)))


def test_the_policy_allows_the_own_style_and_script_and_nothing_else() -> None:
    read = page.read(plan_html(refused()))
    [policy] = [one.attributes["content"] for one in read.all("meta") if "http-equiv" in one.attributes]
    hashes = {
        tag: base64.b64encode(hashlib.sha256(read.all(tag)[0].text.encode()).digest()).decode()
        for tag in ("style", "script")
    }

    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; script-src 'sha256-{hashes['script']}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_the_policy_comes_before_everything_that_it_governs() -> None:
    order = [element.tag for element in page.read(plan_html(small())).elements]

    assert order[:4] == ["html", "head", "meta", "meta"]


def test_the_script_and_the_style_load_nothing_and_make_nothing_of_texts() -> None:
    script = page.read(plan_html(small())).all("script")[0].text

    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval",
        "Function(",
        "fetch",
        "XMLHttp",
        "import",
    ):
        assert word not in script
    assert "url(" not in STYLE
    assert "@import" not in STYLE


@pytest.mark.parametrize("make", [small, refused, large])
def test_the_counts_are_those_of_the_value(make: Callable[[], dict[str, object]]) -> None:
    made: dict[str, dict[str, int]] = make()  # type: ignore[assignment]
    html = plan_html({**made, "summary": {**made["summary"], "delete": 1_234}})

    assert "<strong>1,234</strong> to delete" in html
    assert len(page.read(html).all("details")) == len(made["changes"])


def test_whole_texts_are_there() -> None:
    html = plan_html(texts())

    assert "exports.step60 = async () =&gt; 60;" in html
    assert "61 lines, 3 added and 2 removed, the line end at the end of the text" in html


def test_a_text_that_is_too_long_to_compare_is_shown_between_its_first_and_last_difference() -> None:
    lines = [f"line {n}" for n in range(5_000)]
    other = [*lines[:2_000], "changed", *lines[2_001:]]
    html = plan_html(plan(change("update", "actions/A", edit("code", "\n".join(lines), "\n".join(other)))))

    assert "from line 2,001 on" in html
    assert "- line 2000\n" in html
    assert "+ changed\n" in html
    assert "line 2002" not in html


def test_what_changed_inside_of_a_list_is_told_by_its_place() -> None:
    labels = [
        one.text for one in page.read(plan_html(texts())).elements if one.attributes.get("class") == "label"
    ]

    assert "bindings[0]" in labels


def test_a_mark_of_a_secret_is_told_from_a_text_that_reads_the_same() -> None:
    values = [one.text for one in page.read(plan_html(masked())).all("ins")]

    assert values == ["(secret #1)", "(secret #1)", "(secret #2)", '"(secret #1)"']


def test_a_page_of_very_many_changes_is_folded_and_one_of_few_is_not() -> None:
    assert all("open" in one.attributes for one in page.read(plan_html(large(200))).all("details"))
    assert not any("open" in one.attributes for one in page.read(plan_html(large(201))).all("details"))


def test_a_plan_without_changes_has_nothing_to_search() -> None:
    read = page.read(plan_html(saved_plans.empty()))

    assert read.all("input") == read.all("dialog") == read.all("button") == []


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_all_text_can_be_read(theme: int) -> None:
    """WCAG 2.2, 1.4.3: a contrast of 4.5 at least."""
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", STYLE)
    colours = {name: sides[theme] for name, *sides in found}
    words = ("text", "soft", "accent", "added", "removed", "changed", "critical", "high", "medium", "low")
    pairs = [
        *product(words, ("page", "card")),
        *product(("soft", "text"), ("sunk", "added-in", "removed-in")),
        ("added", "added-in"),
        ("removed", "removed-in"),
        ("page", "accent"),
    ]  # fmt: skip

    low = {pair: contrast(*(colours[name] for name in pair)) for pair in pairs}

    assert {pair: round(ratio, 2) for pair, ratio in low.items() if ratio < 4.5} == {}


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
