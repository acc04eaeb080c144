"""Plain scalars mean what YAML 1.2 says."""

import pytest

from deploy_cli.files.scalars import NotANumber, plain


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("NULL", None),
        ("true", True),
        ("FALSE", False),
        ("012", 12),
        ("-7", -7),
        ("+3", 3),
        ("0o17", 15),
        ("0xfF", 255),
        ("1.50", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-0.0", -0.0),
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("2001-12-14", "2001-12-14"),
        ("=", "="),
        ("1.2.3", "1.2.3"),
        ("-", "-"),
        ("+", "+"),
        (".", "."),
        ("0x", "0x"),
        ("١٢", "١٢"),
        ("nUll", "nUll"),
    ],
)
def test_a_plain_scalar_has_the_meaning_of_the_core_schema(text: str, value: object) -> None:
    meant = plain(text)

    assert (type(meant), meant) == (type(value), value)


@pytest.mark.parametrize(
    "text", [".inf", "-.INF", "+.Inf", ".nan", ".NaN", "1e999", "9" * 5000, "0x" + "f" * 5000]
)
def test_a_number_that_json_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        plain(text)
