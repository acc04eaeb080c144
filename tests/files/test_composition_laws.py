"""Laws of composition: where the same fields have the same types, how layers are grouped changes nothing."""

import json
from pathlib import Path
from typing import Any, TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.files import yaml
from deploy_cli.files.compose import Composer, Placed
from deploy_cli.files.place import Place, Source
from deploy_cli.resources import ALL

Layer: TypeAlias = dict[str, Any]

objects = st.dictionaries(st.sampled_from("abc"), st.integers(0, 3) | st.none(), max_size=3)
clients: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {"name": st.sampled_from(["A", "B", "C"])},
    optional={
        "description": st.sampled_from(["x", "y", ""]),
        "callbacks": st.lists(st.sampled_from("uvw"), max_size=2),
        "client_metadata": objects,
        "jwt_configuration": st.fixed_dictionaries({}, optional={"alg": st.just("RS256"), "scopes": objects}),
    },
)
layers = st.fixed_dictionaries(
    {},
    optional={
        "clients": st.lists(clients, max_size=3, unique_by=lambda client: client["name"]),
        "tenant": st.fixed_dictionaries({}, optional={"friendly_name": st.sampled_from("xy"), "flags": objects}),
        "refresh_token_policies": st.dictionaries(st.sampled_from("pq"), objects, max_size=2),
    },
)  # fmt: skip


def composer() -> Composer:
    return Composer(ALL, lambda value: value)


def placed(layer: Layer, name: str = "t.yaml") -> dict[str, Placed]:
    text = json.dumps(layer)
    document = yaml.read(Source(Path(name), name, text), text)
    assert document.place is not None
    return composer().joined([(document.value, document.place)])


def over(*parts: dict[str, Placed]) -> dict[str, Placed]:
    total, rest = parts[0], parts[1:]
    for part in rest:
        total = composer().laid_over(total, part)
    return total


def values(sections: dict[str, Placed]) -> Layer:
    return {name: value for name, (value, _) in sections.items()}


@given(layers, layers, layers)
def test_how_layers_are_grouped_changes_nothing(one: Layer, two: Layer, three: Layer) -> None:
    a, b, c = map(placed, (one, two, three))

    assert values(over(over(a, b), c)) == values(over(a, over(b, c)))


@given(layers)
def test_a_layer_over_itself_is_itself(layer: Layer) -> None:
    assert values(over(placed(layer), placed(layer))) == values(placed(layer))


@given(layers)
def test_nothing_changes_nothing(layer: Layer) -> None:
    assert values(over(placed(layer), placed({}))) == values(placed(layer))
    assert values(over(placed({}), placed(layer))) == values(placed(layer))


@given(layers, layers)
def test_every_value_knows_the_layer_it_comes_from(one: Layer, two: Layer) -> None:
    result = over(placed(one, "one"), placed(two, "two"))

    for value, place in result.values():
        for path, leaf in leaves(value, ()):
            here = place.nearest(path)
            assert json.loads(_text_at(here)) == leaf
            assert here.overrides is None or here.overrides.source.name == "one"


def leaves(value: Any, at: tuple[Any, ...]) -> list[tuple[tuple[Any, ...], Any]]:
    match value:
        case dict():
            return [leaf for key, item in value.items() for leaf in leaves(item, (*at, key))]
        case list() if not value or isinstance(value[0], dict):
            return [leaf for index, item in enumerate(value) for leaf in leaves(item, (*at, index))]
        case _:
            return [(at, value)]


def _text_at(place: Place) -> str:
    """The JSON value that begins at a place."""
    _, end = json.JSONDecoder().raw_decode(place.source.text, place.at)
    return place.source.text[place.at : end]
