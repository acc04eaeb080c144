"""Hints for misspelt names."""

from collections.abc import Iterable


def meant(name: str, known: Iterable[str]) -> str | None:
    """Return the name in ``known`` that ``name`` most likely is a misspelling of."""
    from difflib import get_close_matches

    names = list(dict.fromkeys(known))
    folded = {_folded(other): other for other in names}
    if exact := folded.get(_folded(name)):
        return exact
    close = get_close_matches(name[:100], names, n=1, cutoff=0.65)
    return close[0] if close else None


def did_you_mean(name: str, known: Iterable[str], otherwise: str | None = None) -> str | None:
    """Return the hint for a misspelt name, or ``otherwise`` where nothing is close to it."""
    other = meant(name, known)
    return f"did you mean `{other}`?" if other else otherwise


def one_of(names: Iterable[str], *, most: int = 12) -> str:
    """List names for a hint: all of them, or the first few."""
    listed = list(names)
    text = ", ".join(f"`{name}`" for name in listed[:most])
    return text if len(listed) <= most else f"{text} and {len(listed) - most} more"


def _folded(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "").replace(" ", "")
