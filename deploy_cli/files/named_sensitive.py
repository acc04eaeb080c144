"""Which fields files call sensitive, read from values that may still be wrong, and from text that may be no YAML."""

import re
from collections.abc import Iterator
from typing import Final

from deploy_cli.core.path import Path, Pattern, pattern
from deploy_cli.core.values import Value

_BLOCK: Final = re.compile(r"""(?m)^([ \t-]*)(?:.*?[{,][ \t]*)?["']?sensitive["']?[ \t]*:(.*)$""")
_PATH: Final = re.compile(r"[A-Za-z_](?:\[\]|[\w.*-])*")


def of_section(environment: Value, section: str) -> tuple[Pattern, ...]:
    """Return what the ``environment`` block calls sensitive in all resources of a section."""
    named = environment.get("sensitive") if isinstance(environment, dict) else None
    return _patterns(named.get(section) if isinstance(named, dict) else None)


def of_resource(value: Value, path: Path) -> Iterator[tuple[Pattern, Path]]:
    """Yield what a resource calls sensitive, with ``path`` from that resource.

    ``value`` is a resource, or the section of one that stands under the first part of ``path``.
    """
    inner = value.get(path[0]) if isinstance(value, dict) and path else None
    for body, rest in ((value, path), (inner, path[1:])):
        lifecycle = body.get("lifecycle") if isinstance(body, dict) else None
        named = lifecycle.get("sensitive") if isinstance(lifecycle, dict) else None
        yield from ((shape, rest) for shape in _patterns(named))


def keys_in(text: str) -> frozenset[str]:
    """Return the keys whose values the text of a file calls sensitive: the last of each path that it lists."""
    return frozenset(key for path in _paths(text) for key in [_last(path)] if key)


def _patterns(named: Value) -> tuple[Pattern, ...]:
    return tuple(pattern(text) for text in named if isinstance(text, str)) if isinstance(named, list) else ()


def _paths(text: str) -> Iterator[str]:
    for found in _BLOCK.finditer(text):
        yield from _PATH.findall(re.split(r"\s#", found[2])[0])
        for line in text[found.end() + 1 :].split("\n"):
            inside = len(line) - len(line.lstrip()) > len(found[1]) or line.lstrip().startswith("- ")
            if line.strip() and not inside:
                break
            yield from _PATH.findall(re.split(r"\s#|^\s*#", line)[0])


def _last(path: str) -> str:
    keys = [part for part in pattern(path) if part not in ("*", "[]")]
    return keys[-1] if keys else ""
