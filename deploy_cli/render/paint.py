"""Colour, or none: what a renderer asks for, and who decides is the caller."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours text where colours are wanted; everything stays understandable without."""

    on: bool = False

    def added(self, text: str) -> str:
        """Something that comes."""
        return self._styled(text, fg="green")

    def changed(self, text: str) -> str:
        """Something that becomes something else."""
        return self._styled(text, fg="yellow")

    def removed(self, text: str) -> str:
        """Something that goes."""
        return self._styled(text, fg="red")

    def strong(self, text: str) -> str:
        """What the eye should find first."""
        return self._styled(text, bold=True)

    def faint(self, text: str) -> str:
        """What is there for those who look for it."""
        return self._styled(text, dim=True)

    def error(self, text: str) -> str:
        """The word that begins an error."""
        return self._styled(text, fg="red", bold=True)

    def hint(self, text: str) -> str:
        """The word that begins a hint or a note."""
        return self._styled(text, fg="cyan")

    def risk(self, risk: str, text: str) -> str:
        """Text in the colour of a risk: ``critical``, ``high``, ``medium``, ``low`` or ``none``."""
        match risk:
            case "critical" | "high":
                return self.error(text)
            case "medium":
                return self.changed(text)
            case "low":
                return self.hint(text)
            case _:
                return self.faint(text)

    def sign(self, sign: str, text: str) -> str:
        """Text in the colour of its sign: ``+``, ``-``, ``~`` or ``>``."""
        match sign:
            case "+":
                return self.added(text)
            case "-":
                return self.removed(text)
            case _:
                return self.changed(text)

    def _styled(self, text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False) -> str:
        if not self.on or not text:
            return text
        import click

        return click.style(text, fg=fg, bold=bold or None, dim=dim or None)
