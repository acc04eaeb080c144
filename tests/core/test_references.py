"""Names and ids."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.core.address import Address
from deploy_cli.core.references import Names, mentions, references_of, to_ids, to_names
from deploy_cli.core.resource_type import Reference
from tests.core.toys import BOXES, TOOLS, names

KNOWN = names({"tools/hammer": "t1", "tools/saw": "t2", "boxes/red": "b1"})


def test_ids_become_names_and_names_ids() -> None:
    body = {"best_friend": "t2", "box": {"id": "b1", "size": 3}, "label": "t1", "name": "t1"}
    named = to_names(body, TOOLS.references, KNOWN)

    assert named == {"best_friend": "saw", "box": {"id": "red", "size": 3}, "label": "t1", "name": "t1"}
    assert to_ids(named, TOOLS.references, KNOWN) == body


def test_what_is_not_known_stays_as_it_stands() -> None:
    body = {"best_friend": "t9", "box": {"id": None}}

    assert to_names(body, TOOLS.references, KNOWN) == body
    assert to_ids(body, TOOLS.references, KNOWN) == body


def test_the_references_of_children_stand_below_their_field() -> None:
    fields = {reference.field for reference in references_of(BOXES)}

    assert fields == {"owner", "tools[]", "grants[].label", "links[].name"}


def test_every_place_that_names_another_resource_is_a_mention() -> None:
    body = {"tools": ["hammer", "saw"], "links": [{"name": "saw"}, {"strength": 1}], "owner": ""}
    found = {mention.path: mention.targets() for mention in mentions(body, references_of(BOXES))}

    assert found == {
        ("tools", 0): (Address("tools", "hammer"),),
        ("tools", 1): (Address("tools", "saw"),),
        ("links", 0, "name"): (Address("tools", "saw"),),
    }


def test_a_mention_may_mean_one_of_several_sections() -> None:
    reference = Reference(field="in", to=("boxes", "bags"))

    assert [m.targets() for m in mentions({"in": "red"}, [reference])] == [
        (Address("boxes", "red"), Address("bags", "red"))
    ]


def test_one_of_two_resources_of_a_name_stays_an_id() -> None:
    known = Names()
    known.add("tools", "hammer", "t1")
    known.add("tools", "hammer", "t2")

    assert known.ids(["tools"], "hammer") == ("t1", "t2")
    assert to_names({"best_friend": "t2"}, TOOLS.references, known) == {"best_friend": "t2"}


def test_a_name_that_is_settled_means_one_resource() -> None:
    known = Names()
    known.add("tools", "hammer", "t1")
    known.settle("tools", "hammer", "t2")
    known.add("tools", "hammer", "t3")

    assert to_ids({"best_friend": "hammer"}, TOOLS.references, known) == {"best_friend": "t2"}
    assert to_names({"best_friend": "t2"}, TOOLS.references, known) == {"best_friend": "hammer"}
    assert to_names({"best_friend": "t1"}, TOOLS.references, known) == {"best_friend": "t1"}


def test_known_names_are_told_sorted_and_by_section() -> None:
    assert KNOWN.known(["tools"]) == ("hammer", "saw")
    assert KNOWN.known(["boxes", "tools"]) == ("hammer", "red", "saw")


NAMES = st.sampled_from(["a", "b", "c", "id1", "id2"])
IDS = st.sampled_from(["id1", "id2", "id3", "id4"])


@given(st.dictionaries(IDS, NAMES), st.data())
def test_from_ids_to_names_and_back_is_the_identity(ids: dict[str, str], data: st.DataObject) -> None:
    known = Names()
    for server_id, name in ids.items():
        known.add("tools", name, server_id)
    some = st.sampled_from([*ids, "id9"])
    owner = data.draw(some)
    body: dict[str, Any] = {"tools": data.draw(st.lists(some)), "owner": owner, "links": [{"name": owner}]}
    references = tuple(references_of(BOXES))

    assert to_ids(to_names(body, references, known), references, known) == body


@given(
    st.dictionaries(st.sampled_from("abc"), IDS).filter(lambda ids: len({*ids.values()}) == len(ids)),
    st.data(),
)
def test_from_names_to_ids_and_back_is_the_identity(ids: dict[str, str], data: st.DataObject) -> None:
    known = names({f"tools/{name}": server_id for name, server_id in ids.items()})
    body = {"tools": data.draw(st.lists(st.sampled_from([*ids, "nobody"])))}
    references = tuple(references_of(BOXES))

    assert to_names(to_ids(body, references, known), references, known) == body


def test_nobody_takes_the_place_of_another_by_taking_its_id_for_a_name() -> None:
    known = names({"tools/hammer": "t1", "tools/t1": "t2"})

    assert to_ids({"best_friend": "t1"}, TOOLS.references, known) == {"best_friend": "t1"}
    assert to_names({"best_friend": "t2"}, TOOLS.references, known) == {"best_friend": "t2"}
