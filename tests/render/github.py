"""Reads Markdown as GitHub does, as nearly as that can be known, and tells what it would make of it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

READER: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

ALERTS: Final = {"[!CAUTION]", "[!WARNING]", "[!NOTE]"}
"""What a quotation begins with; nothing else is quoted."""

OURS: Final = {"details", "summary", "b", "code"}

FOUND_IN_TEXT: Final = {
    "mention": r"@[A-Za-z0-9]",
    "issue": r"#\d|\bGH-\d",
    "reference with a prefix": r"\b[A-Z]{2,}-\d",
    "commit": r"(?<![0-9A-Za-z_])[0-9a-f]{7,40}(?![0-9A-Za-z_])",
    "address": r"https?://|ftp://|\bwww\.|mailto:|xmpp:",
    "emoji": r":[a-z0-9_+-]+:",
    "formula": r"\$",
    "reference of GitLab": r"(?<!\w)[!~%&]\d",
    "task": r"^\[[ xX]\] ",
}
"""What GitHub looks for in texts that are not code, after the Markdown is read."""


def found(markdown: str) -> Iterator[str]:
    """Yield everything in ``markdown`` that is more than the plan's own: links, HTML, what GitHub finds in texts."""
    tokens = READER.parse(markdown)
    for number, token in enumerate(tokens):
        if token.type == "html_block":
            yield from _in_html(token.content, first=number == 0)
        elif token.type in {"hr", "code_block", "table_open"}:
            yield token.type
        elif token.type == "heading_open" and (token.markup not in {"###", "####"}):
            yield f"heading {token.markup}"
        elif token.type == "inline":
            yield from _in_line(token)
            if (
                tokens[number - 2].type == "blockquote_open"
                and token.content.partition("\n")[0] not in ALERTS
            ):
                yield f"quotation {token.content[:60]}"


def headings(markdown: str) -> list[str]:
    tokens = READER.parse(markdown)
    return [
        tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"
    ]  # fmt: skip


def _in_line(token: Token) -> Iterator[str]:
    text = ""
    for child in token.children or []:
        if child.type in {"text", "text_special"}:
            text += child.content
            continue
        yield from _in_text(text)
        text = ""
        if child.type not in {
            "code_inline",
            "softbreak",
            "hardbreak",
            "strong_open",
            "strong_close",
            "em_open",
            "em_close",
        }:
            yield f"{child.type} {child.content[:60]}"
    yield from _in_text(text)


def _in_text(text: str) -> Iterator[str]:
    for name, pattern in FOUND_IN_TEXT.items():
        if re.search(pattern, text):
            yield f"{name} in {text[:120]!r}"


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        if tag not in OURS or [name for name, _ in attrs] not in ([], ["open"]):
            self.found.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            self.open.remove(tag)

    def handle_comment(self, data: str) -> None:
        self.found.append(f"comment {data}")

    def handle_data(self, data: str) -> None:
        if "code" not in self.open:
            self.found += _in_text(data)


def _in_html(text: str, *, first: bool) -> Iterator[str]:
    if first:
        assert re.fullmatch(r"<!-- deploy-cli (?:plan|drift) [\w.:%~= /-]* -->\n?", text), text
        return
    reader = _Html()
    reader.feed(text)
    reader.close()
    yield from reader.found
