"""A JSON value as text: on one line where it fits, below each other where it does not."""

from collections.abc import Iterator

from deploy_cli.core.masks import is_mark
from deploy_cli.core.values import Value
from deploy_cli.render.columns import columns, cut
from deploy_cli.render.durations import beside
from deploy_cli.render.line import GUTTER, Line, chopped, indented
from deploy_cli.render.visible import quoted, scalar, visible

_LINES_OF_TEXT = 8
_LINES_OF_STRING = 6


def flow(value: Value, field: str = "", *, sensitive: bool = False) -> str:
    """Return ``value`` on one line, much like YAML; lifetimes say what they are in words.

    ``field`` is the key that it stands under; in ``sensitive`` values the mark of a secret is shown as one.
    """
    match value:
        case str():
            return value if sensitive and is_mark(value) else scalar(value)
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case list():
            return f"[{', '.join(flow(item, sensitive=sensitive) for item in value)}]"
        case dict():
            pairs = (f"{scalar(k)}: {flow(v, k, sensitive=sensitive)}" for k, v in value.items())
            return f"{{{', '.join(pairs)}}}"
        case _:
            return f"{value}{beside(field, value)}"


def value_lines(
    label: str, value: Value, width: int, *, sign: str = "", field: str = "", sensitive: bool = False
) -> Iterator[Line]:
    """Yield ``label: value``, on as many lines as ``width`` asks for; long texts are cut, and say so."""
    if label and isinstance(value, str) and "\n" in value.rstrip("\n"):
        yield from _text(label, value, width, sign)
        return
    whole = (
        f"{label}: {flow(value, field, sensitive=sensitive)}" if label else flow(value, sensitive=sensitive)
    )
    if columns(whole) + 2 <= width:
        yield Line(whole, sign)
        return
    if isinstance(value, str) and not label:
        first, *rest = _pieces(value, width - 2)
        yield Line(first, sign)
        yield from (Line(GUTTER + piece, indent=2) for piece in rest)
        return
    yield Line(f"{label}:" if label else "all of:", sign)
    yield from indented(_below(value, width - 2, sensitive=sensitive), 2)


def _below(value: Value, width: int, *, sensitive: bool) -> Iterator[Line]:
    match value:
        case dict():
            for key, item in value.items():
                yield from value_lines(scalar(key), item, width, field=key, sensitive=sensitive)
        case list():
            for number, item in enumerate(value):
                label = f"[{number}]" if isinstance(item, dict | list) else ""
                yield from value_lines(label, item, width, sensitive=sensitive)
        case str():
            yield from (Line(GUTTER + piece) for piece in _pieces(value, width - 2))
        case _:
            yield Line(flow(value))


def _pieces(text: str, width: int) -> list[str]:
    return chopped(quoted(text), width, _LINES_OF_STRING)


def _text(label: str, text: str, width: int, sign: str) -> Iterator[Line]:
    lines = text.split("\n")
    count = len(lines) - (not lines[-1])
    yield Line(f"{label}: {count} lines", sign)
    shown = lines[:count] if count <= _LINES_OF_TEXT + 1 else lines[:_LINES_OF_TEXT]
    room = width - 2 - len(GUTTER)
    for line in map(visible, shown):
        fits = columns(line) <= room
        yield Line((GUTTER + (line if fits else f"{cut(line, room - 1)[0]}…")).rstrip(), indent=2)
    if len(shown) < count:
        yield Line(f"{GUTTER}… {count - len(shown)} more lines", indent=2, tone="faint")
