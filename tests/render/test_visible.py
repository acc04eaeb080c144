"""Tests of the one place where outside text is escaped for terminals and logs."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.core.json_text import json_written
from deploy_cli.core.unseen import is_unseen
from deploy_cli.render.visible import name, quoted, scalar, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Storefront", "Storefront"),
        ("Größe 日本 🙂", "Größe 日本 🙂"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\x1b[31m", "\\u{1b}[31m"),
        ("\x9b31m", "\\u{9b}31m"),
        ("\x7f", "\\u{7f}"),
        ("a\u202eb\u2066c\u200fd", "a\\u{202e}b\\u{2066}c\\u{200f}d"),
        ("zero\u200bwidth\ufeff", "zero\\u{200b}width\\u{feff}"),
        ("\u2028\u2029\u00a0\u3000", "\\u{2028}\\u{2029}\\u{a0}\\u{3000}"),
        ("\U000e0041\U000e0100\u3164\u2800", "\\u{e0041}\\u{e0100}\\u{3164}\\u{2800}"),
        ("\udc80", "\\u{dc80}"),
        ("x ##[add-mask]y ##vso[task.x]", "x \\u{23}#[add-mask]y \\u{23}#vso[task.x]"),
        ("##teamcity[x]", "\\u{23}#teamcity[x]"),
        ("## heading [x]", "## heading [x]"),
        ("St\u043erefront", "St\\u{43e}refront"),
        ("Shop Магазин", "Shop Магазин"),
        ("z\u0300\u0301\u0302\u0303\u0304", "z\u0300\u0301\u0302\\u{303}\\u{304}"),
        ("\u0301x", "\\u{301}x"),
        ("x\ufe0f ❤\ufe0f 1\ufe0f\u20e3", "x\\u{fe0f} ❤\ufe0f 1\ufe0f\u20e3"),
        ("\u2062\u180e\uffa0\U000e0020", "\\u{2062}\\u{180e}\\u{ffa0}\\u{e0020}"),
        ("\ue000\U000f0000\ufffe", "\\u{e000}\\u{f0000}\\u{fffe}"),
    ],
)
def test_what_a_terminal_would_not_show_as_itself_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("spa", "spa"),
        ("https://*.acme.example/cb?x=1#y", "https://*.acme.example/cb?x=1#y"),
        ("read:orders", "read:orders"),
        ("true", '"true"'),
        ("null", '"null"'),
        ("30", '"30"'),
        ("", '""'),
        ("(secret)", '"(secret)"'),
        ("a → b", '"a → b"'),
        ("two words", '"two words"'),
        ('say "hi" \\n', '"say \\"hi\\" \\\\n"'),
        ("Größe", '"Größe"'),
    ],
)
def test_a_value_is_bare_only_where_it_can_be_taken_for_nothing_else(text: str, shown: str) -> None:
    assert scalar(text) == shown


@pytest.mark.parametrize("text", [" lead", "trail ", "two  spaces", "tenant  file.yaml:1", "Shop\\u{202e}"])
def test_a_name_is_quoted_where_it_could_deceive(text: str) -> None:
    assert name(text) == quoted(text)


def test_an_ordinary_name_is_bare() -> None:
    assert name("clients/Old kiosk") == "clients/Old kiosk"


@given(st.text())
def test_escaped_text_is_one_line_and_printable(text: str) -> None:
    assert "\n" not in visible(text)
    assert visible(text).replace("\ufffd", "").isprintable() or any(
        not c.isprintable() for c in _unassigned(text)
    )


@given(st.text(), st.text())
def test_two_texts_never_look_alike_when_they_are_quoted(one: str, other: str) -> None:
    assert (quoted(one) == quoted(other)) == (one == other)


@given(st.dictionaries(st.text(), st.text()))
def test_json_means_the_same_and_is_printable_but_for_its_line_ends(value: dict[str, str]) -> None:
    text = json_written(value)

    assert json.loads(text) == value
    assert text.encode()
    assert not any(is_unseen(text, at) for at, c in enumerate(text) if c != "\n")


@pytest.mark.parametrize("text", ["a\u202eb", "\x7f\x9b", "\udc80", "\U000e0041", "##[add-mask]x", "\u2028"])
def test_json_writes_out_what_terminals_and_runners_would_act_on(text: str) -> None:
    written = json_written({"name": text})

    assert json.loads(written) == {"name": text}
    assert written.replace("\n", "").isascii()
    assert "##[" not in written


def _unassigned(text: str) -> str:
    """Characters that Unicode has not given away yet; newer emoji are among them."""
    import unicodedata

    return "".join(c for c in text if unicodedata.category(c) == "Cn")
