"""Secrets that are written out in a file are dotted out before a line of it is shown."""

import pytest

from deploy_cli.files.discretion import discreet
from deploy_cli.resources import ALL


@pytest.mark.parametrize(
    "text",
    [
        "client_secret: hunter2\n",
        'client_secret: "hunter2\n',
        "  - {name: A, client_secret: hunter2, colour: 1}\n",
        "  - {name: A, client_secret: 'hunter2, or so', colour: 1}\n",
        '  {"client_secret":"hunter2"}\n',
        "client_secret: |\n  hunter2\n\n  hunter2\ncolour: 1\n",
        "client_secret: >-\n   hunter2\n",
        "client_secret:\n  hunter2\n",
        "secrets:\n  - name: A\n    value: hunter2\n",
        "secrets:\n- name: A\n  value: hunter2\n",
        "secrets: [{name: A, value: hunter2}, {name: B, value: 'hunter2'}]\n",
        "options:\n  configuration:\n    anything: hunter2\n",
        "options: {configuration: {anything: hunter2}}\ncolour: 1\n",
        "pem: hunter2\n",
        "client_secret: &anchor hunter2\n",
        "client_secret: x$(secret:A)hunter2\n",
        "client_secret : hunter2\n",
        "? client_secret\n: hunter2\ncolour: 1\n",
        "  - ? 'client_secret' # here\n    : |\n      hunter2\n    colour: 1\n",
        "? secrets\n: - name: A\n    value: hunter2\n",
        "x: &s hunter2\nclient_secret: *s\ncolour: 1\n",
        "x: &s\n  hunter2\nclient_secret: *s\ncolour: 1\n",
        "x: &s |\n  hunter2\n  hunter2\ncolour: 1\nclient_secret: *s\n",
        "x: [&s 'hunter2, more', 2]\ny: {client_secret: *s}\n",
        "x: &all {a: hunter2}\noptions: {configuration: *all}\n",
    ],
)
def test_a_secret_is_dotted_out_and_every_character_keeps_its_place(text: str) -> None:
    shown = discreet(text, ALL)

    assert "hunter2" not in shown
    assert len(shown) == len(text)
    assert [len(line) for line in shown.splitlines()] == [len(line) for line in text.splitlines()]
    assert ("colour: 1" in shown) == ("colour: 1" in text)


@pytest.mark.parametrize(
    "text",
    [
        "client_secret: $(secret:SHOP)\n",
        'client_secret: "$(secret-file:/run/secrets/shop)"\n',
        "client_secret: ##SHOP##\n",
        "client_secret: null\n",
        "client_secret:\ncolour: 1\n",
        "secrets:\n  - name: A\n    value: $(secret:A)\nvalue: shown\n",
        "clients:\n  - name: A\n    value: shown\n",
        "description: a client_secret is not shown\n",
        "x: &other shown\ny: *other\nclient_secret: $(secret:A)\n",
        "? name\n: shown\nclient_secret: $(secret:A)\n",
        "? client_secret\n: $(secret:A)\n",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert discreet(text, ALL) == text
