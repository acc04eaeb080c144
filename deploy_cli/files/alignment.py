"""Which parts of a value are which of another one that it was changed to."""

from deploy_cli.core.values import ABSENT, MaybeValue, Object, Value, same
from deploy_cli.files.concrete import Entry, Kind, Node
from deploy_cli.files.parts import flow, key_text, laid_over


def aligned(
    node: Node, want: MaybeValue, new: Value
) -> tuple[list[tuple[Entry, Value, Value]], list[str]] | None:
    """Return the entries of a flow collection with what they are and will be, and what follows them.

    ``None`` where not all of them stay, in their order, or it holds what only stays as it is written.
    """
    entries = node.entries
    if node.strange or not entries or any(entry.value.kind is Kind.EMPTY for entry in entries):
        return None
    if node.is_map and isinstance(want, dict) and isinstance(new, dict):
        keys = [entry.key.value for entry in entries if entry.key]
        if not all(key in want and key in new for key in keys) or any(key not in new for key in want):
            return None
        more = {
            key: item
            for key, item in new.items()
            if key not in keys and (key not in want or not same(want[key], item))
        }
        stay = [(entry, want[key], new[key]) for entry, key in zip(entries, keys, strict=True)]
        return stay, [
            f"{key_text(key)}: {flow(laid_over(want.get(key, ABSENT), item))}" for key, item in more.items()
        ]
    if node.is_list and isinstance(want, list) and isinstance(new, list) and len(entries) == len(want):
        origin = origins(want, new)
        known = [index for index in origin if index is not None]
        if known != [*range(len(want))] or origin[: len(want)] != known:
            return None
        return [(entries[index], want[index], new[index]) for index in known], [*map(flow, new[len(want) :])]
    return None


def origins(want: list[Value], new: list[Value]) -> list[int | None]:
    """Return for each element of ``new`` which element of ``want`` it is, or has become."""
    left = dict(enumerate(want))
    origin: list[int | None] = []
    for item in new:
        index = next((index for index, other in left.items() if same(item, other)), None)
        origin.append(index)
        left.pop(-1 if index is None else index, None)
    for position, item in enumerate(new):
        if origin[position] is None and isinstance(item, dict):
            index = next((index for index, other in left.items() if _is_akin(other, item)), None)
            origin[position] = index
            left.pop(-1 if index is None else index, None)
    return origin


def _is_akin(one: Value, other: Object) -> bool:
    """Tell whether two objects say the same in half of their fields."""
    if not isinstance(one, dict) or not one:
        return False
    return 2 * sum(same(item, other.get(key, ABSENT)) for key, item in one.items()) >= len(one)
