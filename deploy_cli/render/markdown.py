"""Pieces of Markdown, as GitHub reads it, in which nothing that came from elsewhere is taken for markup.

GitHub finds more in a text than the CommonMark and GFM specifications say: mentions, references to issues and
commits, addresses without markup, emoji, formulas; GitLab finds some more. They look for them after the Markdown is
read, so that neither a backslash nor an entity keeps them from it; only code does. So a word that looks like one of
these becomes code.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from urllib.parse import quote

from deploy_cli.render.line import joined
from deploy_cli.render.sentence import parts
from deploy_cli.render.visible import visible

_MARKUP = re.compile(r"[\\`*\[\]<>~|]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_HTML = re.compile(r"[^\w .,-]|_")
_RUNS = re.compile(r"`+")
_BEGINNING = re.compile(r"^(\d{0,9})([-+=#.)])")
"""What begins a list or a heading where it begins a line."""

_FOUND = re.compile(
    r"""@ | \#(?=\w) | \$ | :// | \bwww\. | \b(?:mailto|xmpp):  # mentions, #1, formulas, addresses
    | \b[A-Za-z][A-Za-z0-9]*-\d                                 # GH-1, and a repository's own prefixes
    | (?<!\w)[0-9a-f]{7,40}(?!\w)                               # commits
    | (?<!\w)[!~%&](?=["\w])                                    # GitLab: !1, ~label, %milestone, &1
    | :[\w+-]+: | ::                                            # emoji, and what a log takes for a command
    """,
    re.VERBOSE | re.IGNORECASE,
)


def code(text: str) -> str:
    """Return ``text`` as it is, as code that may stand in a table; controls and line ends are written out.

    A backslash before a bar is read differently by every reader of tables, so that takes HTML.
    """
    shown = visible(text)
    if "\\|" in shown and "@" not in shown:  # an address of mail is found in HTML's code, too
        return f"<code>{_HTML.sub(lambda found: f'&#{ord(found[0])};', shown)}</code>"
    return span(text)


def span(text: str) -> str:
    """Return ``text`` as it is, between backticks, for any place but a table."""
    shown = visible(text)
    mark = "`" * (_longest(shown) + 1)
    gap = " " if shown.startswith("`") or shown.endswith("`") or shown != shown.strip() or not shown else ""
    return f"{mark}{gap}{shown}{gap}{mark}"


def prose(text: str) -> str:
    """Return text of ours on one line, as `sentence` does, also for tables; where its lines end means nothing."""
    return _sentence(" ".join(text.split()), code)


def sentence(text: str) -> str:
    """Return a sentence: what it has between backticks stays code, and nothing else is markup.

    Words in which GitHub would find a person, an issue, a commit or an address become code. A line end in it comes
    from a name that it quotes, and is written out.
    """
    return _sentence(text.strip(" "), span)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def fenced(lines: Iterable[str], language: str = "") -> str:
    """Return escaped ``lines`` between fences that are longer than any in them."""
    text = joined(lines)
    mark = "`" * max(3, _longest(text) + 1)
    return f"{mark}{language}\n{text}\n{mark}"


def html_code(text: str) -> str:
    """Return ``text`` as code inside of a block of HTML, such as a ``<summary>``, where Markdown is not read."""
    return f"<code>{html.escape(visible(text))}</code>"


def comment(name: str, **settings: str) -> str:
    """Return an HTML comment that no reader sees, with ``settings`` that end neither it nor one another."""
    told = "".join(
        f" {key}={quote(visible(text), safe=':').replace('--', '-%2D')}" for key, text in settings.items()
    )
    return f"<!-- {name}{told} -->"


def _sentence(text: str, as_code: Callable[[str], str]) -> str:
    words = _merged(_words(visible(text)))  # as a whole: what a letter passes for depends on those around it
    shown = "".join(as_code(word) if is_code else _plain(word) for is_code, word in words)
    return _BEGINNING.sub(r"\1\\\2", shown, count=1)


def _longest(text: str) -> int:
    """Return the length of the longest run of backticks."""
    return max(map(len, _RUNS.findall(text)), default=0)


def _words(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a sentence, and whether each is code."""
    for literal, part in parts(text):
        if literal:
            yield True, part
        else:
            yield from _found(part)


def _found(plain: str) -> Iterator[tuple[bool, str]]:
    for word in re.split(r"( +)", plain):
        core = word.rstrip(".,;!?")
        if core:
            yield bool(_FOUND.search(core)), core
        if len(core) < len(word):
            yield False, word[len(core) :]


def _merged(words: Iterable[tuple[bool, str]]) -> Iterator[tuple[bool, str]]:
    """Put neighbours together: two spans of code that touch would be read as one with backticks in it."""
    for is_code, group in groupby(words, key=lambda word: word[0]):
        yield is_code, "".join(text for _, text in group)


def _cell(text: str) -> str:
    """Return ``text`` so that it stays in its cell: a bar would begin the next one, also between backticks."""
    return re.sub(r"(?<!\\)\|", r"\\|", text)


def _plain(text: str) -> str:
    return _MARKUP.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), visible(text))


_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
