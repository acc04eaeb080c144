"""Carries the comments of a converted project into the files that were made of it, and tells which stay behind."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from deploy_cli.files.comments import Comment, put, taken
from deploy_cli.files.place import Place, Source

_HEAD: Final = "environment.yaml"
"""The file that says what the project as a whole is."""

_WIDTH: Final = 110


@dataclass(frozen=True, slots=True)
class Carried:
    """The files with their comments, and what became of those."""

    files: Mapping[str, bytes]
    told: tuple[str, ...]


def carried(
    files: Mapping[str, bytes],
    homes: Mapping[str, str],
    sources: Iterable[Source],
    places: Mapping[str, Place],
    *,
    instead: Mapping[str, str],
    preface: Sequence[str | None] = (),
) -> Carried:
    """Return ``files`` with the comments of ``sources``, whose values stand at ``places``, by section.

    ``homes`` says which file holds a section; ``instead`` which field took the place of another; ``preface`` are
    comments of our own.
    """
    changed, told = dict(files), []
    head: list[str | None] = list(preface)
    by_file: dict[str, list[Comment]] = {name: [] for name in homes.values()}
    count = 0
    for source in sources:
        found = taken(source, places)
        if found.unread is not None:
            told.append(f"the comments of `{source.name}` are not carried over: {found.unread}")
        head += [None, *found.head] if head and found.head else found.head
        left = [one for one in found.comments if str(one.path[0]) not in homes]
        told += _staying(source, left)
        for one in found.comments:
            if str(one.path[0]) in homes:
                by_file[homes[str(one.path[0])]].append(one)
        count += sum(line is not None for line in found.head)
    for name, comments in by_file.items():
        own = head if name == _HEAD else []
        if comments or own:
            text, lost = put(changed[name].decode(), comments, own, instead=instead)
            changed[name] = (f"#\n{text}" if text.startswith("#") else text).encode()
            count += sum(one.count for one in comments) - sum(one.count for one in lost)
            told += (f"a comment is not carried over: {line}" for one in lost for line in one.lines())
    if count:
        what = "1 comment stands" if count == 1 else f"{count} comments stand"
        told.insert(0, f"{what} where the values stand that they are about")
    return Carried(changed, tuple(told))


def preface(unmanaged: Sequence[str], source: str) -> list[str | None]:
    """Return what a project is to say of the sections that stay in the original, and of what to do with them."""
    if not unmanaged:
        return []
    what = f"What deploy-cli does not manage yet stays in {source}: {', '.join(unmanaged)}."
    return [
        *wrap(what, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False),
        "# To deploy that and nothing else with Auth0's Deploy CLI:",
        f"#   AUTH0_INCLUDED_ONLY='{json.dumps(unmanaged)}' a0deploy import --input_file {source}",
        None,
    ]


def _staying(source: Source, left: Sequence[Comment]) -> Iterator[str]:
    """Name the comments on what is not carried over."""
    if left:
        sections = ", ".join(f"`{section}`" for section in dict.fromkeys(one.path[0] for one in left))
        count = sum(one.count for one in left)
        what = "1 comment stays" if count == 1 else f"{count} comments stay"
        yield f"{what} in `{source.name}`, with {sections}"
