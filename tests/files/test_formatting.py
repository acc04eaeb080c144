"""Formatting changes how tenant files look, and never what they say."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings

from deploy_cli.core.values import Value
from deploy_cli.errors import ConfigError
from deploy_cli.files.concrete import Unkept
from deploy_cli.files.formatting import Formatter
from deploy_cli.files.masking import masked
from deploy_cli.files.place import Source
from deploy_cli.files.schemas import shipped
from deploy_cli.files.yaml import read
from deploy_cli.lifetimes.durations import seconds
from deploy_cli.resources import ALL

from .json_values import identical
from .written_yaml import texts

FORMATTER = Formatter(ALL, shipped(), {})


def formatted(text: str) -> str:
    return FORMATTER.formatted(text)


def meaning(text: str) -> Value:
    document = read(Source(Path(), "", text), masked(text))
    assert document.problems == [], text
    value = document.value
    policies = (value or {}).get("refresh_token_policies")
    for policy in policies.values() if isinstance(policies, dict) else ():
        if not isinstance(policy, dict):
            continue
        for key in ("leeway", "absolute_lifetime", "inactivity_lifetime"):
            if isinstance(policy.get(key), int | str) and not isinstance(policy[key], bool):
                try:
                    policy[key] = seconds(policy[key])
                except ValueError:
                    continue
    return value


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts())
def test_whatever_is_written_means_the_same_afterwards_keeps_its_comments_and_stays(text: str) -> None:
    if read(Source(Path(), "", text), masked(text)).problems:
        event("not valid")
        return
    try:
        result = formatted(text)
    except Unkept as error:
        event(f"left: {error.why.split('`')[0]}")
        return
    event("formatted")

    assert identical(meaning(result), meaning(text))
    assert sorted(re.findall(r"note \d+", result)) == sorted(re.findall(r"note \d+", text))
    assert formatted(result) == result
    for written in (r"\$\([a-z]+:\w+\)", "##KEY##", "@@LIST@@"):
        assert len(re.findall(written, result)) == len(re.findall(written, text))


def test_fields_stand_in_the_order_of_the_schema_with_their_comments() -> None:
    assert formatted(
        "# yaml-language-server: $schema=x\n"
        "# The shop.\n"
        "roles:\n"
        "- {permissions: [], name: Clerk}\n"
        "clients:\n"
        "# the browser\n"
        "-   app_type:   spa # one page\n"
        "    # what people see\n"
        "    'name': \"Storefront\"\n"
        "    +callbacks: ['https://a.example']\n"
        "    # callbacks: []\n"
        "-   name: Kiosk\n"
        "    zz: 1\n"
        "    aa: True\n"
        "# the end\n"
    ) == (
        "# yaml-language-server: $schema=x\n"
        "clients:\n"
        "  # the browser\n"
        "  # what people see\n"
        "  - name: Storefront\n"
        "    app_type: spa # one page\n"
        "    +callbacks: [https://a.example]\n"
        "    # callbacks: []\n"
        "\n"
        "  - name: Kiosk\n"
        "    zz: 1\n"
        "    aa: true\n"
        "\n"
        "# The shop.\n"
        "roles:\n"
        "  - {name: Clerk, permissions: []}\n"
        "# the end\n"
    )


def test_a_flow_collection_becomes_a_block_where_it_is_longer_than_the_line() -> None:
    urls = [f"https://shop{number}.acme.example/callback" for number in range(4)]

    assert formatted(f"clients:\n  - name: A\n    callbacks: [{', '.join(urls)}]  # all\n") == (
        "clients:\n  - name: A\n    callbacks:  # all\n" + "".join(f"      - {url}\n" for url in urls)
    )
    assert formatted("clients:\n  - name: A\n    callbacks:\n      [ a,\n        b ]\n").endswith("[a, b]\n")


def test_durations_of_policies_take_the_largest_unit_that_fits() -> None:
    policy = "refresh_token_policies:\n  p: {}\n"
    written = {
        "2592000": "30d",
        "720h": "30d",
        "2w": "14d",
        "90": "90s",
        "0": "0",
        "none": "none",
        "'60m'": "1h",
    }
    for before, after in {**written, "$(var:d)": "$(var:d)", "31557600": "1y", '"60"': '"60"'}.items():
        field = "{absolute_lifetime: %s}"
        assert formatted(policy.replace("{}", field % before)) == policy.replace("{}", field % after)


@pytest.mark.parametrize(
    "kept",
    [
        "a: '$(var:x)'\n",
        'a: "@@X@@"\n',
        "a: ##X##\n",
        "a: @@X@@ # c\n",
        'a: "\\x23#X##"\n',
        'a: "no"\n',
        'a: "\\u200B"\n',
        "a: !!str 5\n",
        "a: |2\n   x\n  y\n",
        "a: |+\n  x\n\n\nb: 1\n",
        "a: >-  # folded\n  x\n\n  y\n",
        "a: 'two\n\n  lines'\n",
        "a: &x 1\nb: *x\n",
        "a:\n",
        "--- # start\na: 1\n...\n# end\n",
        "a: [1, # one\n  2]\n",
        "# nothing\n\n# but comments\n",
    ],
)
def test_what_is_canonical_or_not_ours_to_change_stays_to_the_byte(kept: str) -> None:
    assert formatted(kept) == kept


def test_anchors_stay_above_their_aliases() -> None:
    text = "roles: &r\n  - name: A\n\nclients:\n  - *r\n"

    assert formatted(text) == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("%YAML 1.2\n---\na: 1\n", "a directive such as `%YAML`"),
        ("? a\n: 1\n", "a key that is written with `?`, or not at all"),
        ("clients:\n  ##CLIENTS##\n", "`##CLIENTS##` at the start of a line may stand for lines of YAML"),
        ("--- {a: 1}\n", "a value on the line of `---`"),
        ("- a\n", "the file is no plain object of sections"),
        ("a: x\u2028  y\n", "a line break of another kind than the others"),
    ],
)
def test_what_cannot_be_kept_safely_is_left(text: str, why: str) -> None:
    with pytest.raises(Unkept) as caught:
        formatted(text)

    assert caught.value.why == why


def test_line_breaks_and_byte_order_mark_are_kept(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfroles:\r\n- name: 'A'\r\n")

    (file,) = FORMATTER.files([tmp_path])

    assert file.content == b"\xef\xbb\xbfroles:\r\n  - name: A\r\n"


def test_nothing_is_formatted_while_a_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("roles: [")
    (tmp_path / "b.yaml").write_text("a: 1\na: 2\n")

    with pytest.raises(ConfigError) as caught:
        FORMATTER.files([tmp_path])

    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("folder", ["tenants"])
def test_the_examples_are_formatted(folder: str) -> None:
    files = FORMATTER.files([Path(__file__).parents[2] / folder])

    assert [str(file.path) for file in files if file.after != file.before or file.left] == []
