"""What changed inside a value: an ordered list, or an object that is one field to the plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from deploy_cli.core.path import Path, written
from deploy_cli.core.values import ABSENT, MaybeValue, Value, canonical, same

_LARGEST = 200_000
"""Characters of JSON on both sides together, above which deepdiff takes longer than a reader waits."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing inside that changes; a side is `ABSENT` where it is not there."""

    path: Path
    before: MaybeValue
    after: MaybeValue

    @property
    def label(self) -> str:
        """The place inside the value: ``[0].display_name``."""
        return written(self.path)


def explain(before: Value, after: Value) -> tuple[Part, ...]:
    """Return what turns ``before`` into ``after``, in the order of the places.

    Nothing comes back for values that are equal, and for those too large to be explained.
    """
    if len(canonical(before)) + len(canonical(after)) > _LARGEST:
        return ()
    found = (part for part in _parts(before, after) if not same(part.before, part.after))
    return tuple(sorted(found, key=lambda part: tuple(map(_place, part.path))))


def _parts(before: Value, after: Value) -> Iterator[Part]:
    if isinstance(before, list) and isinstance(after, list):
        yield from _aligned(before, after)
    else:
        yield from _inside(before, after, ())


def _aligned(before: list[Value], after: list[Value]) -> Iterator[Part]:
    """Yield what comes, goes and changes in a list of which most may only have moved up or down.

    What goes is told by the place that it had, all else by the place that it gets.
    """
    texts = [canonical(item) for item in before], [canonical(item) for item in after]
    stay = set(texts[0]) & set(texts[1])
    for kind, start, end, to, until in SequenceMatcher(None, *texts).get_opcodes():
        if kind == "equal":
            continue
        go = [at for at in range(start, end) if texts[0][at] not in stay]
        come = [at for at in range(to, until) if texts[1][at] not in stay]
        pairs, old_ones = dict(zip(come, go, strict=False)), set(go[: len(come)])
        for new, old in pairs.items():
            yield from _inside(before[old], after[new], (new,))
        yield from (Part((at,), before[at], ABSENT) for at in range(start, end) if at not in old_ones)
        yield from (Part((at,), ABSENT, after[at]) for at in range(to, until) if at not in pairs)


def _inside(before: Value, after: Value, at: Path) -> Iterator[Part]:
    if at and not isinstance(before, dict | list):
        yield Part(at, before, after)
        return
    # Imported here: it costs 60 ms, and most plans have nothing to explain. Only the diff is used; deepdiff's
    # deltas and its pickles have a history of remote code execution (CVE-2025-58367).
    from deepdiff import DeepDiff
    from deepdiff.helper import NotPresent

    tree = DeepDiff(before, after, view="tree", threshold_to_diff_deeper=0, verbose_level=2)
    for items in tree.values():
        for item in items:
            one, other = (ABSENT if isinstance(side, NotPresent) else side for side in (item.t1, item.t2))
            yield Part((*at, *item.path(output_format="list")), one, other)


def _place(part: object) -> tuple[int, int, str]:
    return (0, part, "") if isinstance(part, int) else (1, 0, str(part))
