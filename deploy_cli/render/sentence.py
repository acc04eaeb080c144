"""Sentences in which literals stand between backticks, taken apart."""

import re
from collections.abc import Iterator

_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)


def parts(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a sentence in their order, and whether each is a literal."""
    done = 0
    for span in _CODE.finditer(text):
        if span.start() > done:
            yield False, text[done : span.start()]
        yield True, span[2].strip()
        done = span.end()
    if done < len(text):
        yield False, text[done:]
