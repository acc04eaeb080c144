"""Nobody can be deceived: every hostile text in every field of every view."""

import json
import re
import unicodedata
from functools import lru_cache
from html.parser import HTMLParser
from typing import Final
from xml.etree import ElementTree

import pytest

from deploy_cli.core.deception import Kind, kind_of, tricks
from tests.hostile.corpus import ATTACKS, Attack
from tests.hostile.views import VIEWS, plan_of

RAW = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    "\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\ue000-\uf8ff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d159\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
"""What no reader sees as what it is: written down a second time, so that it is not the tool that judges itself."""

COMMAND = re.compile(r"^(?:\s|\x1b\[[\d;]*m)*::\w|##\w*\[", re.MULTILINE)
OURS = re.compile(
    r"|Plan for |Drift of |Risk: |Selected: |Compared with |Requests: |In the tenant, and not |refused: |finding "
    r"|[\d,]+ unchanged|[\d,]+ in the tenant|Plan: |  |│ "
)
"""What a line of the text of a plan begins with."""


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_no_view_is_deceived(attack: Attack) -> None:
    shown = {name: view.draw(attack.text) for name, view in VIEWS.items()}

    for name, text in shown.items():
        check_that_all_is_seen(name, text)
        check_that_no_runner_is_commanded(name, text)
        if VIEWS[name].sink == "json":
            json.loads(text)
    assert json.loads(shown["plan as json"]) == plan_of(attack.text)
    check_the_lines_of_a_plan(shown["plan as text"], len(plan_of(attack.text)["changes"]))
    check_the_elements_of_a_page(shown["plan as html"])
    check_the_cases(shown["problems as junit"], cases=2, failures=1)
    check_the_cases(shown["report as junit"], cases=3, failures=1)


def check_that_all_is_seen(name: str, text: str) -> None:
    raw = RAW.search(text)
    assert raw is None, f"{name}: {text[max(raw.start() - 40, 0) : raw.end() + 10]!a}"
    marks = "".join("M" if unicodedata.category(c) in {"Mn", "Me"} else "x" for c in text)
    assert "MMMM" not in marks, f"{name}: marks are stacked"


def check_that_no_runner_is_commanded(name: str, text: str) -> None:
    match VIEWS[name].sink:
        case "html":
            return  # pages are not printed
        case "github":
            lines = text.split("\n")
            assert len(lines) == 2, f"{name}: {lines}"
            assert all(re.match(r"::(error|warning) (\w+=[^:,]*,?)*::", line) for line in lines), lines
            text = "\n".join(line.partition(" ")[2] for line in lines)
    found = COMMAND.search(text)
    assert found is None, f"{name}: {text[max(found.start() - 40, 0) : found.end() + 40]!a}"


def check_the_lines_of_a_plan(text: str, changes: int) -> None:
    """Every line begins as ours do, and the counts are those of the value."""
    *lines, last = text.split("\n")
    assert [line for line in lines if not OURS.match(line)] == []
    assert [line for line in lines if line.startswith(("Plan:", "No changes:"))] == []
    assert last == "Plan: 1 to create, 1 to update, 1 to rename, 1 to delete."
    assert len([line for line in lines if re.match(r"  [-+~>] (\[\w+\] )?\S", line)]) == changes


HARMLESS: Final = lru_cache(lambda: _tags(VIEWS["plan as html"].draw("harmless")))
TEXT: Final = {"b", "code", "del", "div", "ins", "li", "ol", "pre", "span", "ul", "wbr"}
"""Elements that say nothing but how a text is set."""


def check_the_elements_of_a_page(page: str) -> None:
    shown, harmless = _tags(page), HARMLESS()
    assert {tag for tag, _ in shown} <= {tag for tag, _ in harmless} | TEXT
    assert {name for _, name in shown if name.startswith("on")} == set()
    for active in ("script", "style", "link", "meta", "a", "base", "form"):
        assert [tag for tag, _ in shown].count(active) == [tag for tag, _ in harmless].count(active)


def check_the_cases(junit: str, *, cases: int, failures: int) -> None:
    root = ElementTree.fromstring(junit.encode())
    assert len(root.findall(".//testcase")) == cases
    assert len(root.findall(".//failure")) == failures


def _tags(page: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend([(tag, name) for name, _ in attrs] or [(tag, "")])

    Parser().feed(page)
    return found


FOUND = {
    "colour a line", "clear the screen", "set the title of the terminal", "write to the clipboard",
    "hide behind a link",
    "erase what was printed before", "move up and overwrite a line", "ring, feed, tabulate", "begin a line of its own",
    "look like the summary", "look like a message", "reverse what is read", "hide characters",
    "stack marks over other lines",
    "command GitHub's runner",
}  # fmt: skip
"""What a guardrail tells of whenever it is tried in a name."""


@pytest.mark.parametrize("attack", [a for a in ATTACKS if a.tries in FOUND], ids=str)
def test_who_tries_to_deceive_is_told_of(attack: Attack) -> None:
    assert list(tricks(attack.text, Kind.NAME)) != []


@pytest.mark.parametrize("attack", [a for a in ATTACKS if a.tries == "be honest"], ids=str)
def test_honest_names_are_not(attack: Attack) -> None:
    assert list(tricks(attack.text, kind_of(attack.text, is_name=True))) == []
