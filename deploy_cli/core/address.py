"""Addresses: ``section/name``, the word for one resource in files, plans and messages. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """One resource: ``clients/Storefront``. A section that is one document has the name ``""``."""

    section: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.section}/{self.name}" if self.name else self.section


@dataclass(frozen=True, slots=True)
class Selection:
    """Which addresses a command is about: those that ``only`` names, less those that ``exclude`` names.

    Both hold globs: ``clients/*``, ``*/Storefront``; a bare section, ``clients``, means all of it. The part before
    the first slash is matched with sections, the rest with names.
    """

    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    exactly: frozenset[Address] | None = None
    """These and no others, whatever the globs say."""

    def includes(self, address: Address) -> bool:
        """Tell whether ``address`` is selected."""
        if self.exactly is not None:
            return address in self.exactly
        if self.only and not any(_matches(address, glob) for glob in self.only):
            return False
        return not any(_matches(address, glob) for glob in self.exclude)

    def may_touch(self, section: str) -> bool:
        """Tell whether anything in ``section`` could be selected, so that it has to be read at all."""
        if self.exactly is not None:
            return any(address.section == section for address in self.exactly)
        if self.only and not any(_section_matches(section, glob) for glob in self.only):
            return False
        return not any(glob in (section, f"{section}/*", "*") for glob in self.exclude)

    def unmatched(self, addresses: Iterable[Address]) -> tuple[str, ...]:
        """Return the globs of ``only`` that select nothing among ``addresses``: most likely misspelt."""
        known = tuple(addresses)
        return tuple(glob for glob in self.only if not any(_matches(address, glob) for address in known))


def _matches(address: Address, glob: str) -> bool:
    if glob == str(address):
        return True
    _, slash, name = glob.partition("/")
    return _section_matches(address.section, glob) and (not slash or fnmatchcase(address.name, name))


def _section_matches(section: str, glob: str) -> bool:
    return fnmatchcase(section, glob.partition("/")[0])
