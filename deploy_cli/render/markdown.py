"""Pieces of Markdown, as GitHub reads it, in which nothing that came from elsewhere is taken for markup."""

import re
from collections.abc import Iterable, Sequence

from deploy_cli.render.visible import visible

_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_MARKUP = re.compile(r"[\\`*\[\]<>~|]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_HTML = re.compile(r"[^\w .,-]")
_RUNS = re.compile(r"`+")


def code(text: str) -> str:
    """Return ``text`` as it is, between backticks; controls and line ends are written out.

    A backslash before a bar is read differently by every reader of tables, so that takes HTML.
    """
    shown = visible(text)
    if "\\|" in shown:
        return f"<code>{_HTML.sub(lambda found: f'&#{ord(found[0])};', shown)}</code>"
    fence = "`" * (max(map(len, _RUNS.findall(shown)), default=0) + 1)
    gap = " " if shown.startswith("`") or shown.endswith("`") or shown != shown.strip() or not shown else ""
    return f"{fence}{gap}{shown}{gap}{fence}"


def prose(text: str) -> str:
    """Return a sentence on one line: what it has between backticks stays code, and nothing else is markup."""
    parts: list[str] = []
    done = 0
    flat = " ".join(text.split())
    for span in _CODE.finditer(flat):
        parts += (_plain(flat[done : span.start()]), code(span[2].strip()))
        done = span.end()
    return "".join([*parts, _plain(flat[done:])])


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    """Return ``text`` so that it stays in its cell: a bar would begin the next one, also between backticks."""
    return re.sub(r"(?<!\\)\|", r"\\|", text)


def _plain(text: str) -> str:
    return _MARKUP.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), visible(text))


_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
