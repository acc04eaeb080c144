"""Elements of keyed lists that files write twice: nobody could tell which one is meant. Pure."""

from collections.abc import Iterator

from deploy_cli.core.diff import element_key
from deploy_cli.core.path import found, pattern, written
from deploy_cli.core.resource_type import Described
from deploy_cli.core.tenant import Desired
from deploy_cli.core.values import is_empty
from deploy_cli.errors import Problem


def repeats(one: Desired, described: Described) -> Iterator[Problem]:
    """Yield a problem for every element whose key fields are those of an earlier one in the same list."""
    keyed = {**described.keyed, **{child.field: child.key for child in described.children if child.key}}
    for text, key in keyed.items():
        for path, elements in found(one.body, pattern(text)):
            seen: set[str] = set()
            for index, element in enumerate(elements if isinstance(elements, list) else ()):
                if not isinstance(element, dict) or any(is_empty(element.get(name)) for name in key):
                    continue
                name = element_key(element, key)
                if name in seen:
                    place = one.locate((*path, index))
                    what = f"`{name}` stands twice in `{written(path)}`"
                    yield Problem(what, place, str(one.address), "keep one of the two", rule="duplicate")
                seen.add(name)
