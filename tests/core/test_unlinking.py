"""What a tenant looks like once a resource is gone."""

from dataclasses import replace

from deploy_cli.core.address import Address
from deploy_cli.core.references import Names
from deploy_cli.core.tenant import Live, LiveTenant
from deploy_cli.core.unlinking import unlinked
from deploy_cli.core.values import Object
from tests.core.toys import BOXES, TOOLS

TYPES = {"tools": TOOLS, "boxes": BOXES}
SAW = Address("tools", "saw")


def left(address: Address, body: Object) -> Object | None:
    live = LiveTenant(resources={address: (Live(address=address, body=body, id="x"),)}, names=Names())
    lives = unlinked(live, {SAW}, TYPES).resources.get(address, ())
    return lives[0].body if lives else None


def test_a_field_that_names_it_is_absent() -> None:
    body = {"name": "hammer", "best_friend": "saw", "box": {"id": "saw"}}

    assert left(Address("tools", "hammer"), body) == {"name": "hammer", "box": {"id": "saw"}}


def test_an_element_of_a_list_that_names_it_is_taken_out() -> None:
    assert left(Address("boxes", "red"), {"name": "red", "tools": ["saw", "hammer"]}) == {
        "name": "red",
        "tools": ["hammer"],
    }


def test_what_has_another_name_in_another_section_stays() -> None:
    body = {"name": "hammer", "label": "saw", "tags": ["saw"]}

    assert left(Address("tools", "hammer"), body) == body


def test_the_resource_itself_stays() -> None:
    assert left(SAW, {"name": "saw", "best_friend": "saw"}) == {"name": "saw", "best_friend": "saw"}


def test_what_has_it_in_its_natural_key_goes_too() -> None:
    owned = replace(BOXES, identity=("owner", "name"))
    address = Address("boxes", "saw:red")
    live = LiveTenant(
        resources={address: (Live(address=address, body={"name": "red", "owner": "saw"}, id="x"),)},
        names=Names(),
    )

    assert unlinked(live, {SAW}, {"boxes": owned}).resources == {}
