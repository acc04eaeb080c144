"""File names are safe whatever resources are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.files.names import file_names, safe


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Add roles", "Add roles"),
        ("größe 🙂", "größe 🙂"),
        ("a/b\\c", "a-b-c"),
        ("..", "_"),
        ("../../etc/passwd", "_..-..-etc-passwd"),
        (".hidden", "_.hidden"),
        ("", "_"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("a\x00b\x1bc\n", "a-b-c-"),
        ("trailing. ", "trailing"),
        ('<>:"|?*', "-------"),
        ("a\u202eb", "a-b"),
        ("$(var:x)", "-(var-x)"),
        ("##K##", "--K--"),
    ],
)
def test_a_name_is_made_safe(name: str, file: str) -> None:
    assert safe(name) == file


def test_names_that_would_share_a_file_get_a_part_of_their_digest() -> None:
    names = file_names(["Login", "login", "other", "lo/gin", "lo-gin"])

    assert names["other"] == "other"
    assert len({file.casefold() for file in names.values()}) == 5
    assert names["Login"].startswith("Login-")
    assert file_names(["login", "Login"])["Login"] == names["Login"]


def test_a_long_name_is_shortened_and_stays_distinct() -> None:
    names = file_names(["x" * 500, "x" * 499, "é" * 300])

    assert len(set(names.values())) == 3
    assert all(len(file.encode()) <= 110 for file in names.values())


@given(st.lists(st.text(st.characters()), unique=True, max_size=20))
def test_file_names_are_safe_and_distinct(names: list[str]) -> None:
    files = file_names(names)

    assert list(files) == names
    assert len({file.casefold() for file in files.values()}) == len(names)
    for file in files.values():
        assert file
        assert file not in (".", "..")
        assert not set(file) & set('/\\:*?"<>|\0\n')
        assert not file.startswith(".")
        assert not file.endswith((".", " "))
