"""Tests of what counts as deceptive, and what is honest."""

import pytest

from deploy_cli.core.deception import Kind, Rule, kind_of, named, tricks

HONEST = [
    "Größe", "Müller & Söhne GmbH", "日本語　ショップ", "カラオケBOX", "한글App", "متجر", "متجر Shop", "עִבְרִית",
    "Магазин Shop", "Хор", "αβγ", "πMeter", "µService", "Việt Nam", "e\u0301te\u0301", "क्\u200dष", "نمی\u200cخواهم",  # noqa: RUF001
    "👩\u200d💻 Dev", "❤\ufe0f Love", "1\ufe0f\u20e3 First", "🇩🇪 Shop", "👍🏽 Yes",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f Scotland",
    "Kiosk #12", "support@acme.example", "R&D", "A | B", "API v1.2 (old)", "l'été", "Shop @ Berlin",
    "https://api.acme.example/", "Plan B", "Error pages", "[Prod] Shop", "with_underscores__x", "C++ / C#", "x < y",
    "read:orders", "Note taking", "::1", "2001:db8::/32", "::ffff:10.0.0.1", "{{ user.name }}", "${x}", "100 %",
]  # fmt: skip

DECEPTIVE = [
    ("\x1b[31mred", Rule.CHARACTERS),
    ("\x9d0;title\x9c", Rule.CHARACTERS),
    ("back\b\b", Rule.CHARACTERS),
    ("a\rb", Rule.CHARACTERS),
    ("a\tb", Rule.CHARACTERS),
    ("del\x7f", Rule.CHARACTERS),
    ("a\u202eb", Rule.CHARACTERS),
    ("a\u2066b\u2069", Rule.CHARACTERS),
    ("a\u200eb", Rule.CHARACTERS),
    ("a\u200bb", Rule.CHARACTERS),
    ("a\u2062b", Rule.CHARACTERS),
    ("so\xadft", Rule.CHARACTERS),
    ("\ufeffbom", Rule.CHARACTERS),
    ("x\ufe0f", Rule.CHARACTERS),
    ("x\U000e0101", Rule.CHARACTERS),
    ("tag\U000e0041", Rule.CHARACTERS),
    ("\u3164", Rule.CHARACTERS),
    ("nb\u00a0sp", Rule.CHARACTERS),
    ("wide\u3000space", Rule.CHARACTERS),
    ("a\u2028b", Rule.CHARACTERS),
    ("private\ue000", Rule.CHARACTERS),
    ("half\udc80", Rule.CHARACTERS),
    ("z\u0300\u0301\u0302\u0303", Rule.CHARACTERS),
    ("\u0301x", Rule.CHARACTERS),
    ("x\u200dy", Rule.CHARACTERS),
    ("St\u043erefront", Rule.LOOKALIKE),
    ("K\u043e\u0442\u0438\u043a", Rule.LOOKALIKE),
    ("Acme \u0410\u0440\u0440\u0455", Rule.LOOKALIKE),
    ("\u0391cme", Rule.LOOKALIKE),
    (" lead", Rule.SPACING),
    ("trail ", Rule.SPACING),
    ("two  spaces", Rule.SPACING),
    ("Plan: 0 to create, 0 to update, 0 to delete.", Rule.IMITATION),
    ("No changes: prod is as the files want it", Rule.IMITATION),
    ("error: x", Rule.IMITATION),
    ("effect (none): nobody notices", Rule.IMITATION),
    ("::set-env name=x::y", Rule.IMITATION),
    ("::anything::", Rule.IMITATION),
    ("x ##[set-env name=x]y", Rule.IMITATION),
    ("##vso[task.setvariable]", Rule.IMITATION),
    ("##teamcity[x", Rule.IMITATION),
    ("<img src=x>", Rule.MARKUP),
    ("<!-- x", Rule.MARKUP),
    ("[safe](https://evil.example)", Rule.MARKUP),
    ("@admin", Rule.MARKUP),
    ("fixes #1", Rule.MARKUP),
    ("```", Rule.MARKUP),
    ("&lt;b&gt;", Rule.MARKUP),
]


@pytest.mark.parametrize("text", HONEST)
@pytest.mark.parametrize("kind", Kind)
def test_honest_texts_of_all_scripts_are_left_in_peace(text: str, kind: Kind) -> None:
    assert list(tricks(text, kind)) == []


@pytest.mark.parametrize(("text", "rule"), DECEPTIVE, ids=[ascii(text) for text, _ in DECEPTIVE])
def test_what_deceives_in_a_name_is_found(text: str, rule: Rule) -> None:
    assert rule in {trick.rule for trick in tricks(text, Kind.NAME)}


@pytest.mark.parametrize(
    "text",
    [
        "// переменная x\nconst x = 1;\n",
        "<!doctype html>\n<script>console.log('::error::')</script>\n",
        "\ufeffbody {\n\tcontent: '\ue900';\n}\r\n",
        "li::before,\na::after {}\n",
        "soft\xadly, one\u00a0hundred\n%\n",
    ],
)
def test_code_and_pages_may_hold_what_names_may_not(text: str) -> None:
    assert list(tricks(text, Kind.BODY)) == []


@pytest.mark.parametrize(
    "text", ["a\n// \u202e x\n", "a\n\x1b[2J\n", "a\n::add-mask::x\n", "a\nPlan: 1 to create\n"]
)
def test_code_may_not_hide_or_command_either(text: str) -> None:
    [trick] = tricks(text, Kind.BODY)

    assert "line 2" in trick.text or trick.rule is Rule.IMITATION


def test_characters_are_named_by_number_and_name() -> None:
    assert named("\u202e") == "U+202E RIGHT-TO-LEFT OVERRIDE"
    assert named("\x1b") == "U+001B ESCAPE"
    assert named("\ue000") == "U+E000"


def test_kinds_follow_the_shape_of_a_text() -> None:
    assert kind_of("a\nb") is Kind.BODY
    assert kind_of("a" * 1000) is Kind.BODY
    assert kind_of("a\n") is Kind.VALUE
    assert kind_of("a", is_name=True) is Kind.NAME
