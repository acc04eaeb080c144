"""Tests of how wide text is in a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.render.columns import columns, cut, pieces
from deploy_cli.render.line import chopped, folded


@pytest.mark.parametrize(
    ("text", "width"), [("Shop", 4), ("日本", 4), ("e\u0301", 1), ("🙂", 2), ("Größe", 5), ("ﾊﾝ", 2), ("", 0)]
)
def test_ideographs_and_emoji_take_two_columns_and_marks_none(text: str, width: int) -> None:
    assert columns(text) == width


def test_a_cut_leaves_marks_with_their_letter() -> None:
    assert cut("e\u0301e\u0301", 1) == ("e\u0301", "e\u0301")
    assert cut("日本", 3) == ("日", "本")


@given(st.text("ab 日本\u0301", min_size=1), st.integers(2, 9))
def test_pieces_fit_and_lose_nothing(text: str, width: int) -> None:
    found = list(pieces(text, width))

    assert "".join(found) == text
    assert all(columns(piece) <= width for piece in found)


@given(st.text("ab 日本語", max_size=200))
def test_prose_with_ideographs_is_folded_by_columns(text: str) -> None:
    lines = folded(text, 30, follow="  ")

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(columns(line) <= 30 for line in lines if " " in line.strip() or not line.isascii())


def test_long_texts_are_chopped_by_columns_and_the_rest_is_counted() -> None:
    assert chopped("日" * 50, 20, 2) == ["日" * 10, "日" * 10, "… 30 more characters"]
