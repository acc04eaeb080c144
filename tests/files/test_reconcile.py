"""One value of a file is brought to another by the smallest change of the text."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from deploy_cli.core.values import same
from deploy_cli.files.concrete import Unkept
from deploy_cli.files.parts import Unwritable
from deploy_cli.files.place import Source
from deploy_cli.files.reconcile import Reconciler
from deploy_cli.files.tokens import parse
from deploy_cli.files.yaml import read

from .written_yaml import VALUES, texts


def meaning(text: str) -> Any:
    document = read(Source(Path(), "", text), text)
    assert document.problems == [], text
    return document.value


def changed(text: str, key: str, new: Any) -> tuple[str, list[str]]:
    root = parse(text, text).root
    assert root is not None
    entry = root.child(key)
    assert entry is not None
    change = Reconciler(text, lambda *_: False)
    change.entry(root, entry, meaning(text)[key], new, ())
    return change.splices.applied(text), change.lost


def plain(value: Any) -> Any:
    """Leave out what means something else where it stands in a file: references, keywords, changes of lists."""
    match value:
        case str():
            return re.sub(r"\$+\(|##|@@|\\", "", value)
        case dict():
            return {key.lstrip("+-"): plain(item) for key, item in value.items()}
        case list():
            return [plain(item) for item in value]
        case _:
            return value


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts(), st.data())
def test_whatever_stands_there_comes_to_mean_what_it_should(text: str, data: st.DataObject) -> None:
    text = re.sub(r"\$+\(|##|@@|[+-](?=callbacks)", "", text.replace("\r\n", "\n"))
    document = read(Source(Path(), "", text), text)
    if document.problems or not document.value:
        return
    key = data.draw(st.sampled_from(sorted(document.value)))
    new = plain(edited(data, document.value[key]))
    try:
        result, _ = changed(text, key, new)
    except (Unwritable, Unkept) as error:
        event(type(error).__name__)
        return

    assert same(meaning(result), {**meaning(text), key: new})


def edited(data: st.DataObject, value: Any) -> Any:
    way = data.draw(st.integers(0, 5))
    if isinstance(value, dict) and value and way < 4:
        key = data.draw(st.sampled_from(sorted(value)))
        rest = {other: item for other, item in value.items() if other != key}
        return (rest or value) if way == 0 else {**value, key: edited(data, value[key])}
    if isinstance(value, list) and value and way < 4:
        at = data.draw(st.integers(0, len(value) - 1))
        if way == 0:
            return value[:at] + value[at + 1 :]
        return [
            *value[:at],
            data.draw(VALUES) if way == 1 else edited(data, value[at]),
            *value[at + (way != 1) :],
        ]
    return data.draw(VALUES)


LIST = "a:\n  - one  # first\n  # about two\n  - two\n  - three\nb: 1\n"


@pytest.mark.parametrize(
    ("new", "result"),
    [
        (["one", "two"], "a:\n  - one  # first\n  # about two\n  - two\nb: 1\n"),
        (["two", "three"], "a:\n  # about two\n  - two\n  - three\nb: 1\n"),
        (["zero", "one", "two", "three"], LIST.replace("  - one", "  - zero\n  - one")),
        (["one", "x", "three"], "a:\n  - one  # first\n  - x\n  # about two\n  - three\nb: 1\n"),
        ([], "a: []\nb: 1\n"),
        ("text: x", 'a: "text: x"\nb: 1\n'),
    ],
)
def test_elements_come_and_go_on_lines_of_their_own(new: Any, result: str) -> None:
    assert changed(LIST, "a", new)[0] == result


def test_the_comment_beside_a_value_stays_beside_it() -> None:
    assert changed("a: 1  # one\n", "a", ["x"])[0] == "a:  # one\n  - x\n"
    assert changed("a:  # many\n  - x\n", "a", "y\nz\n")[0] == "a: |  # many\n  y\n  z\n"
    assert (
        changed("a: {b: 1, c: 'x'}  # flow\n", "a", {"b": [2], "c": "x"})[0]
        == "a: {b: [2], c: 'x'}  # flow\n"
    )
