"""What came from elsewhere is never taken for markup; a reader of GitHub's Markdown gives the text back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from deploy_cli.render.markdown import code, prose, sentence, table
from deploy_cli.render.visible import visible

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = [
    "a | b", "a \\| b", "<script>alert(1)</script>", "<!-- x", "*bold* _it_ ~~s~~", "[x](javascript:alert(1))",
    "![x](y)", "&lt; & &amp; &copy;", "a_b_c", "_a_", "`", "``", "```", "a`b", "``a`b``", "\\", "\\`x`", "https://a.example",
    "# x", "- x", "1. x", "> x", "$(secret:X) ##KEY## @@KEY@@", "|", "\\|", "`a|b` | `c`", "\u202ex", "{{ user.name }}",
]  # fmt: skip


def cells(text: str) -> list[list[str]]:
    """The text of every cell of the tables in `text`; an assertion where there is any other markup than code."""
    rows: list[list[str]] = []
    for token in READER.parse(text):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            parts = [child for child in token.children or [] if child.content not in ("<code>", "</code>")]
            assert {child.type for child in parts} <= {"text", "code_inline", "text_special"}
            rows[-1].append("".join(child.content for child in parts))
    return rows


@pytest.mark.parametrize("text", HOSTILE)
def test_code_gives_its_text_back(text: str) -> None:
    assert cells(table(["a", "b"], [[code(text), "c"]])) == [["a", "b"], [visible(text), "c"]]


@pytest.mark.parametrize("text", [text for text in HOSTILE if "`" not in text])
def test_prose_gives_its_text_back(text: str) -> None:
    assert cells(table(["a", "b"], [[prose(text), "c"]])) == [["a", "b"], [visible(text), "c"]]


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_no_text_leaves_its_cell(one: str, other: str) -> None:
    assert [len(row) for row in cells(table(["a", "b"], [[code(one), prose(other)]]))] == [2, 2]


def test_code_in_prose_stays_code() -> None:
    assert prose("with `a|b` and\n`<x>`, not <y>") == "with `a|b` and `<x>`, not &lt;y&gt;"
    assert READER.render(prose("`a_b` a_b *c*")) == "<p><code>a_b</code> a_b *c*</p>\n"


def test_a_table_is_as_github_reads_it() -> None:
    assert table(["a", "b"], [[code("x|y"), prose("c | d")]]) == (
        "| a | b |\n| --- | --- |\n| `x\\|y` | c \\| d |"
    )


def test_letters_that_pass_for_others_beside_what_surrounds_them_are_written_out() -> None:
    told = "it reads as `appie` and is `\u0430\u0440\u0440\u04cf\u0435`"

    assert visible("\u0430\u0440\u0440\u04cf\u0435") == "\u0430\u0440\u0440\u04cf\u0435", (
        "a word of one script"
    )
    assert sentence(told) == r"it reads as `appie` and is `\u{430}\u{440}\u{440}\u{4cf}\u{435}`"
