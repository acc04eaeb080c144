"""Addresses, and the globs that select them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.core.address import Address, Selection

STOREFRONT = Address("clients", "Storefront")


@pytest.mark.parametrize(
    ("glob", "address", "selected"),
    [
        pytest.param("clients/Storefront", STOREFRONT, True, id="an address selects its resource"),
        pytest.param("clients/storefront", STOREFRONT, False, id="case counts"),
        pytest.param("clients", STOREFRONT, True, id="a section selects all of it"),
        pytest.param("clients/*", STOREFRONT, True, id="a star stands for any name"),
        pytest.param("*/Storefront", STOREFRONT, True, id="a star stands for any section"),
        pytest.param("*", STOREFRONT, True, id="a star alone stands for everything"),
        pytest.param("cl*/Store*", STOREFRONT, True, id="stars stand for parts"),
        pytest.param("client", STOREFRONT, False, id="half a section selects nothing"),
        pytest.param("*Storefront", STOREFRONT, False, id="a star does not cross from section to name"),
        pytest.param("clients/Store", STOREFRONT, False, id="half a name selects nothing"),
        pytest.param("grants/*", Address("grants", "A:https://b/c"), True, id="names may hold slashes"),
        pytest.param("grants/A:https://*", Address("grants", "A:https://b/c"), True, id="globs may too"),
        pytest.param(
            "clients/[old] a", Address("clients", "[old] a"), True, id="a name may look like a glob"
        ),
        pytest.param("clients/*", Address("clients", "a\nb"), True, id="a star stands for a line break too"),
        pytest.param("tenant", Address("tenant"), True, id="a section that is one document has no name"),
        pytest.param("tenant/*", Address("tenant"), True, id="its name is empty, which a star stands for"),
    ],
)
def test_a_glob_selects_what_it_describes(glob: str, address: Address, selected: bool) -> None:
    assert Selection(only=(glob,)).includes(address) is selected
    assert Selection(exclude=(glob,)).includes(address) is not selected


def test_an_exclusion_wins_over_a_selection() -> None:
    selection = Selection(only=("clients",), exclude=("clients/Old*",))

    assert selection.includes(STOREFRONT)
    assert not selection.includes(Address("clients", "Old kiosk"))


def test_what_is_named_exactly_is_selected_and_nothing_else() -> None:
    selection = Selection(only=("roles",), exactly=frozenset({STOREFRONT}))

    assert selection.includes(STOREFRONT)
    assert not selection.includes(Address("roles", "a"))
    assert selection.may_touch("clients")
    assert not selection.may_touch("roles")


def test_a_glob_that_selects_nothing_is_named() -> None:
    assert Selection(only=("clients/Shop", "clients")).unmatched([STOREFRONT]) == ("clients/Shop",)


PARTS = st.sampled_from(
    ["clients", "roles", "c*", "*", "?oles", "[cr]*", "clients/", "clients/a", "*/a", "a"]
)


@given(
    only=st.lists(PARTS, max_size=3),
    exclude=st.lists(PARTS, max_size=3),
    section=st.sampled_from(["clients", "roles"]),
    name=st.sampled_from(["", "a", "b", "clients/a"]),
)
def test_a_section_of_which_anything_is_selected_is_read(
    only: list[str], exclude: list[str], section: str, name: str
) -> None:
    selection = Selection(tuple(only), tuple(exclude))

    if selection.includes(Address(section, name)):
        assert selection.may_touch(section)


def test_an_address_is_written_as_section_and_name() -> None:
    assert str(STOREFRONT) == "clients/Storefront"
    assert str(Address("tenant")) == "tenant"
