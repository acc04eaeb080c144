"""A place in a document: what says so. Pure: no I/O, no clock, no log."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A section of a standard, or a page of documentation."""

    title: str
    """``RFC 9700 §4.14.2``."""
    url: str
