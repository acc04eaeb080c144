"""A section of tenant files divided into its resources, and put together again."""

from collections.abc import Iterator

from deploy_cli.core.identity import name_of
from deploy_cli.core.resource_type import Collection, Documents, ResourceType
from deploy_cli.core.values import Value
from deploy_cli.files.place import Place


def divided(
    described: ResourceType, marked: Value, real: Value, place: Place
) -> Iterator[tuple[str, Value, Value, Place]]:
    """Yield each resource of a section: a name for its files, both readings, and its place."""
    if isinstance(described, Collection) or (
        isinstance(described, Documents) and described.key_field is not None
    ):
        for index, body in enumerate(real):
            name = str(index)
            if isinstance(body, dict):
                named = (
                    name_of(described, body)
                    if isinstance(described, Collection)
                    else body.get(described.key_field)
                )
                name = str(named or index)
            yield name, marked[index], body, place.nearest((index,))
    elif isinstance(described, Documents):
        for key, body in real.items():
            yield key, marked.get(key), body, place.nearest((key,))
    else:
        yield "", marked, real, place


def assembled(described: ResourceType, bodies: list[tuple[str, Value]]) -> Value:
    """Return the section that holds these resources, each with its name."""
    if isinstance(described, Collection) or (
        isinstance(described, Documents) and described.key_field is not None
    ):
        return [body for _, body in bodies]
    return dict(bodies) if isinstance(described, Documents) else bodies[0][1]
