"""The page in a real Chromium: nothing runs but its own script, and that does what it should.

``CHROMIUM=/path/to/chrome pytest -m slow tests/render/test_page_in_browser.py``
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy_cli.core.values import Object
from deploy_cli.render.plan_html import plan_html
from tests.browser import CHROMIUM, Browser, Page
from tests.hostile.corpus import ATTACKS, Attack
from tests.render import saved_plans
from tests.render.saved_plans import HOSTILE, hostile, large, refused, small

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="needs Chromium: set CHROMIUM to its path"),
]

Show = Callable[..., Page]

SHOWN = "[...document.querySelectorAll('.change:not([hidden])')]"
STATUS = "document.getElementById('shown').textContent"
FOCUSED = "document.activeElement.closest('.change')?.id"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.page() as opened:
        yield opened


@pytest.fixture
def show(page: Page, tmp_path: Path) -> Show:
    def shown(plan: Object, fragment: str = "") -> Page:
        file = tmp_path / "plan.html"
        file.write_text(plan_html(plan), encoding="utf-8")
        page.open(file, fragment)
        return page

    return shown


@pytest.mark.parametrize("name", saved_plans.ALL)
def test_a_page_runs_and_loads_nothing_of_others(name: str, show: Show) -> None:
    assert show(saved_plans.ALL[name]()).trouble() == []


@pytest.mark.parametrize("text", HOSTILE)
def test_no_hostile_text_runs(text: str, show: Show) -> None:
    page = show(hostile([text] * 5))
    page.press("e", "j", "Enter", "?", "Escape")

    assert page.trouble() == []
    assert (
        page.run(
            "document.querySelectorAll('img, iframe, object, script:not(:last-child), [onerror], [style]').length"
        )
        == 0
    )
    assert page.run(f"{SHOWN}.length") == 5


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_no_attack_runs(attack: Attack, show: Show) -> None:
    page = show(hostile([attack.text] * 5))

    assert page.trouble() == []
    assert page.run(f"{SHOWN}.length") == 5
    assert page.run("document.querySelectorAll('main > :not(.change, #none, h2)').length") == 0


def test_what_is_taken_for_markup_in_spite_of_all_does_not_run_either(page: Page, tmp_path: Path) -> None:
    attack = (
        "<script>window.hit = 1</script><img src=x onerror='window.hit = 2'><b onclick='window.hit = 3'>x</b>"
    )
    file = tmp_path / "plan.html"
    file.write_text(plan_html(small()).replace("clients/Storefront", attack), encoding="utf-8")

    page.open(file)
    page.run("document.querySelector('b').click()")

    assert page.run("typeof window.hit") == "undefined"
    assert any("Content Security Policy" in told for told in page.trouble())


@pytest.mark.parametrize("make", [small, refused, large])
def test_the_counts_are_those_of_the_value(make: Callable[[], Object], show: Show) -> None:
    made = make()
    page = show(made)

    assert page.run(f"{SHOWN}.length") == len(made["changes"])
    for action in ("create", "update", "rename", "delete"):
        page.run(f"document.querySelector('[data-value={action}]')?.click()")
        if count := made["summary"][action]:
            assert page.run(f"{SHOWN}.length") == count
            assert page.run(STATUS).startswith(f"{count:,} of ") or count == len(made["changes"])
        page.run(f"document.querySelector('[data-value={action}]')?.click()")


def test_filters_of_one_kind_add_up_and_those_of_two_kinds_narrow(show: Show) -> None:
    page = show(refused())

    for value, count in (("delete", 2), ("update", 4), ("critical", 2), ("none", 3)):
        page.run(f"document.querySelector('[data-value={value}]').click()")
        assert page.run(f"{SHOWN}.length") == count, value


def searched(page: Page, text: str) -> list[str]:
    page.run("document.activeElement.blur()")
    page.press("Escape", "/", *text)
    page.run("new Promise(done => setTimeout(done, 150))")
    found: list[str] = page.run(f"{SHOWN}.map(change => change.id)")
    return found


def test_search_finds_names_values_and_effects_by_all_words(show: Show) -> None:
    page = show(refused())

    assert searched(page, "kiosk") == ["c1", "c5"]
    assert searched(page, "kiosk delete") == ["c1"]
    assert searched(page, "brute") == ["c2"]
    assert searched(page, "without a BROWSER") == ["c3"]
    assert searched(page, "nowhere") == []
    assert page.run("document.getElementById('none').hidden") is False


def test_keys_move_fold_and_leave(show: Show) -> None:
    page = show(refused())

    page.press("j")
    assert page.run(FOCUSED) == "c1"
    page.press("j", "j", "k")
    assert page.run(FOCUSED) == "c2"
    page.press("Enter")
    assert page.run("document.getElementById('c2').open") is False
    page.press("c")
    assert page.run(f"{SHOWN}.filter(change => change.open).length") == 0
    page.press("e")
    assert page.run(f"{SHOWN}.filter(change => change.open).length") == 6
    page.press("?")
    assert page.run("document.getElementById('help').open") is True
    page.press("Escape")
    assert page.run("document.getElementById('help').open") is False
    assert searched(page, "kiosk") == ["c1", "c5"]
    page.press("Enter")
    assert page.run(FOCUSED) == "c1"
    page.press("Escape")
    assert page.run(f"{SHOWN}.length") == 6


def test_what_has_the_focus_is_never_behind_the_tools(show: Show) -> None:
    page = show(large())
    top = "document.activeElement.getBoundingClientRect().top"
    edge = "document.getElementById('tools').getBoundingClientRect().bottom"

    page.press("e", *"jjjjjjjjjjjjjjjjjjjj")
    for _ in range(19):
        page.press("k")
        assert page.run(f"{top} >= {edge}")
        assert page.run(f"{top} < innerHeight")


def test_keys_do_nothing_while_something_is_typed(show: Show) -> None:
    page = show(refused())

    assert searched(page, "jkect?/") == []
    assert page.run("document.getElementById('search').value") == "jkect?/"


def test_every_key_is_listed(show: Show) -> None:
    listed = show(small()).run("[...document.querySelectorAll('#help kbd')].map(key => key.textContent)")

    assert listed == ["/", "j", "k", "Enter", "e", "c", "t", "Esc", "?"]


def test_the_theme_is_the_systems_until_somebody_chooses(show: Show) -> None:
    page = show(small())
    colour = "getComputedStyle(document.body).backgroundColor"
    light, dark = "rgb(245, 246, 248)", "rgb(13, 17, 23)"

    page.media(scheme="dark")
    assert page.run(colour) == dark
    page.media(scheme="light")
    assert page.run(colour) == light
    page.press("t")
    assert page.run(colour) == dark
    page.press("t")
    page.media(scheme="dark")
    assert page.run(colour) == light
    page.press("t")
    assert page.run(colour) == dark


def test_a_fragment_opens_its_change(show: Show) -> None:
    page = show(large(), "#c400")
    page.run("new Promise(done => setTimeout(done, 150))")

    assert page.run("document.getElementById('c400').open") is True
    assert page.run(FOCUSED) == "c400"


def test_print_unfolds_what_is_shown_and_folds_it_again(show: Show) -> None:
    page = show(refused())
    page.press("c")

    page.run("dispatchEvent(new Event('beforeprint'))")
    page.media(kind="print")
    assert page.run(f"{SHOWN}.filter(change => change.open).length") == 6
    assert page.run("getComputedStyle(document.getElementById('tools')).display") == "none"
    page.run("dispatchEvent(new Event('afterprint'))")
    assert page.run(f"{SHOWN}.filter(change => change.open).length") == 0


def test_without_scripts_everything_is_there_and_open(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "plan.html"
    file.write_text(plan_html(refused()), encoding="utf-8")

    with browser.page(scripts=False) as page:
        page.open(file)
        page.ask("DOM.enable")
        root = page.ask("DOM.getDocument")["root"]["nodeId"]
        counts = [
            len(page.ask("DOM.querySelectorAll", nodeId=root, selector=selector)["nodeIds"])
            for selector in (".change", ".change[open]", "#tools[hidden]", ".change[hidden]")
        ]

    assert counts == [6, 6, 1, 0]


@pytest.mark.parametrize("name", saved_plans.ALL)
@pytest.mark.parametrize("width", [320, 768])
def test_nothing_is_wider_than_the_window(name: str, width: int, show: Show) -> None:
    page = show(saved_plans.ALL[name]())
    page.resize(width, 800)
    page.run("document.getElementById('unfold')?.click()")

    assert page.run("document.documentElement.scrollWidth") <= width


def test_every_control_has_a_name_and_the_page_its_landmarks(show: Show) -> None:
    page = show(refused())
    page.ask("Accessibility.enable")
    nodes = page.ask("Accessibility.getFullAXTree")["nodes"]
    known = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node["ignored"]
    ]

    assert {"banner", "main", "search", "contentinfo"} <= {role for role, _ in known}
    assert [
        role
        for role, name in known
        if role in {"button", "searchbox", "link", "DisclosureTriangle"} and not name
    ] == []


def test_ten_thousand_changes_open_and_can_be_searched(show: Show) -> None:
    start = time.monotonic()
    page = show(large(10_000))
    opened = time.monotonic() - start

    assert searched(page, "region 9999") == ["c9999", "c10000"]
    assert page.trouble() == []
    assert opened < 30
