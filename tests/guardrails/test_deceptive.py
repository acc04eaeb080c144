"""Tests of the rules about names and values that deceive who reads a plan."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy_cli.core.address import Address
from deploy_cli.core.deception import kind_of, tricks
from deploy_cli.core.diff import diff
from deploy_cli.core.plan import Action, Cause, Change
from deploy_cli.core.tenant import Desired, Live
from deploy_cli.core.values import Object, Secret
from deploy_cli.errors import Location
from deploy_cli.guardrails.deceptive import deceptions

RECORDINGS = Path(__file__).parents[3] / "shared" / "recordings" / "interactions.jsonl"
HERE = Location("tenants/acme/tenant.yaml", 3, 5)


def change(name: str, want: Object, live: Object | None = None) -> Change:
    address = Address("clients", name)
    return Change(
        address=address,
        action=Action.CREATE if live is None else Action.UPDATE,
        cause=Cause.DIFFERS,
        reason="",
        edits=tuple(diff(want, live or {})),
        desired=Desired(address=address, body=want, locate=lambda _: HERE),
        live=None if live is None else Live(address=address, body=live, id="id"),
    )


def told(*changes: Change, known: tuple[str, ...] = ()) -> list[list[tuple[str, str]]]:
    found = deceptions(changes, [Address("clients", name) for name in known])
    return [[(finding.rule, finding.text) for finding in findings] for findings in found]


def test_honest_changes_have_no_findings() -> None:
    assert told(change("Größe", {"callbacks": ["https://shop.example/*"]}), change("日本 Shop", {})) == [
        [],
        [],
    ]


def test_the_characters_of_a_name_are_named_with_their_place() -> None:
    text = (
        "the name holds U+202E RIGHT-TO-LEFT OVERRIDE at character 5: what follows is shown in another order"
    )

    assert told(change("Shop\u202e", {})) == [[("deceptive-characters", text)]]


def test_a_value_is_named_by_its_field_and_found_where_it_is_written() -> None:
    [[finding]] = deceptions([change("Shop", {"client_metadata": {"note": "a\u200bb"}})])

    assert (
        finding.text == "`client_metadata.note` holds U+200B ZERO WIDTH SPACE at character 2: it is not seen"
    )
    assert finding.severity == "warning"
    assert finding.source == HERE


def test_what_only_the_tenant_has_is_said_to_be_there() -> None:
    made = change("Shop", {"description": "honest"}, {"description": "\x1b[2J"})

    assert told(made) == [
        [
            (
                "deceptive-characters",
                "`description` as it is in the tenant holds U+001B ESCAPE at character 1: a terminal may act on it",
            )
        ]
    ]


def test_a_name_that_looks_like_another_one_of_its_section_is_found() -> None:
    made = change("Storefront", {})

    assert told(made, known=("Storefront", "St\u043erefront")) == [
        [
            (
                "deceptive-lookalike",
                "the name looks like `clients/St\u043erefront`, which is another one:"
                " U+043E CYRILLIC SMALL LETTER O",
            )
        ]
    ]
    assert told(made, known=("Storefront", "Storefronts")) == [[]]


@pytest.mark.parametrize(
    "twin", ["\u0425\u043e\u0440", "X\u03bf\u0440", "Xop\u200b", "Xop\u00a0", "X\u00adop", "\uff38op", "X0p"]
)
def test_whole_words_of_another_script_are_compared_by_their_looks(twin: str) -> None:
    name = "XOp" if twin == "X0p" else "Xop"
    [[*rules]] = told(change(name, {}), known=(twin,))

    assert [rule for rule, _ in rules] == ["deceptive-lookalike"]


def test_keys_that_come_from_elsewhere_are_judged_as_names() -> None:
    [[(rule, text)]] = told(change("Shop", {"client_metadata": {"::error::": "x"}}))

    assert rule == "deceptive-imitation"
    assert "`client_metadata" in text


def test_secrets_are_not_looked_at() -> None:
    assert told(change("Shop", {"client_secret": Secret("a\u202eb")})) == [[]]


def test_many_findings_of_one_change_are_bounded_and_counted() -> None:
    [findings] = told(change("Shop", {"client_metadata": {f"k{n}": "a\u202eb" for n in range(50)}}))

    assert len(findings) == 7
    assert findings[-1][1] == "44 more findings about deceptive texts in this change"


def test_no_text_of_a_recorded_tenant_counts_as_deceptive() -> None:
    """Thousands of names and values that people gave to their things; none was meant to deceive."""
    if not RECORDINGS.is_file():
        pytest.skip("recorded traffic is not part of the project; it is looked for in `../shared`")
    told = {
        (text, trick.text)
        for line in RECORDINGS.read_text("utf-8").splitlines()
        for body in (json.loads(line)["request"], json.loads(line)["response"])
        for key, text in _texts(body)
        for trick in tricks(text, kind_of(text, is_name=key in {"name", "display_name", "friendly_name"}))
    }

    assert told == set()


def _texts(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for name, item in value.items():
                yield from _texts(item, name)
        case list():
            for item in value:
                yield from _texts(item, key)
        case str():
            yield key, value
