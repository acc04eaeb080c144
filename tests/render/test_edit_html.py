"""The rows of a page."""

from deploy_cli.core.values import Object
from deploy_cli.render.edit_html import Row, rows
from tests.render.saved_plans import edit, source


def only(one: Object) -> Row:
    [row] = rows([one])
    return row


def test_a_value_that_changes_has_both_sides_with_lifetimes_in_words() -> None:
    row = only(edit("refresh_token.leeway", 3, 60))

    assert (row.sign, row.label, row.before, row.after) == ("~", "refresh_token.leeway", "3 (3s)", "60 (1m)")


def test_an_element_of_a_set_is_told_once() -> None:
    row = only(edit("callbacks[https://a.example]", None, "https://a.example"))

    assert (row.sign, row.label, row.before, row.after) == ("+", "callbacks", None, "https://a.example")


def test_an_element_of_a_keyed_list_keeps_its_key() -> None:
    row = only(edit("scopes[read]", {"value": "read"}, None))

    assert (row.sign, row.label, row.before) == ("-", "scopes[read]", "{value: read}")


def test_a_secret_that_becomes_one_that_looks_the_same_is_another() -> None:
    assert only(edit("x", "(secret)", "(secret)", sensitive=True)).note == "another secret"


def test_a_text_of_several_lines_that_comes_is_whole() -> None:
    row = only(edit("code", None, "one\ntwo\n", source=source()))

    assert row.lines == [("+", "one"), ("+", "two")]
    assert row.note == "2 lines"
    assert row.origin == "tenants/prod/clients.yaml:14:7"


def test_a_text_that_only_ends_otherwise_says_so() -> None:
    row = only(edit("code", "one\ntwo", "one\ntwo\n"))

    assert row.lines == []
    assert row.note == "2 lines, 0 added and 0 removed, the line end at the end of the text"


def test_a_text_that_becomes_a_line_is_compared_line_by_line() -> None:
    assert only(edit("code", "one\ntwo", "one")).lines == [("@", "@@ -1,2 +1 @@"), ("", "one"), ("-", "two")]


def test_what_looks_like_a_part_of_a_diff_is_a_line_like_others() -> None:
    row = only(edit("code", "a\n--- x\n@@ y", "a\n+++ z\n@@ y"))

    assert ("-", "--- x") in row.lines
    assert ("+", "+++ z") in row.lines
    assert ("", "@@ y") in row.lines


def test_what_changed_inside_of_a_long_value_follows_its_row() -> None:
    steps = [{"name": f"step {n}", "on": True} for n in range(9)]
    head, *parts = rows([edit("steps", steps, [*steps[:8], {"name": "step 8", "on": False}])])

    assert (head.label, head.before, head.after) == ("steps", None, None)
    assert [(part.label, part.before, part.after) for part in parts] == [("steps[8].on", "true", "false")]


def test_what_nobody_sees_is_written_out() -> None:
    row = only(edit("a\u202eb", None, "c\u200bd\ne\x1b[1m"))

    assert row.label == "a\\u{202e}b"
    assert row.lines == [("+", "c\\u{200b}d"), ("+", "e\\u{1b}[1m")]


def test_a_list_that_becomes_an_object_is_told_as_a_whole() -> None:
    row = only(edit("value", ["x" * 80], {"key": "y" * 80}))

    assert (row.label, row.before, row.after) == ("value", f"[{'x' * 80}]", f"{{key: {'y' * 80}}}")


def test_a_secret_element_of_a_set_is_told_once_as_a_mark() -> None:
    edit = {
        "path": "callbacks[(secret)]",
        "before": None,
        "after": "(secret #2)",
        "sensitive": True,
        "source": None,
    }

    [row] = rows([edit])

    assert (row.label, row.after) == ("callbacks", "(secret #2)")
