"""Replacements in one text, gathered first and made all at once."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Splices:
    """What is put where; nothing may overlap."""

    _parts: list[tuple[int, int, str]] = field(default_factory=list)

    def put(self, start: int, end: int, text: str) -> None:
        """Replace what stands from ``start`` up to ``end``; what is put at one place stands in the order of calls."""
        self._parts.append((start, end, text))

    def extend(self, other: "Splices") -> None:
        """Take over all of ``other``."""
        self._parts += other._parts

    def __bool__(self) -> bool:
        return bool(self._parts)

    def applied(self, text: str) -> str:
        """Return ``text`` with everything replaced; raises `ValueError` where replacements overlap."""
        pieces: list[str] = []
        done = 0
        for start, end, new in sorted(self._parts, key=lambda part: part[:2]):
            if start < done:
                raise ValueError("replacements overlap")
            pieces += (text[done:start], new)
            done = end
        return "".join([*pieces, text[done:]])
