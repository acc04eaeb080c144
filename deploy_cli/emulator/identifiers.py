"""Server-made identifiers and secrets, in the forms that the Management API gives them."""

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
ALPHABETS = {
    "": ALPHABET,
    "h": "0123456789abcdef",
    "d": "0123456789",
    "u": "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
}
FORM = re.compile(r"^(?P<prefix>.*?)\*(?P<size>\d+)(?P<alphabet>[hdu]?)$")


class Identifiers:
    """A source of fresh identifiers; a seeded ``random.Random`` makes it repeatable."""

    def __init__(self, source: "Random | None" = None) -> None:
        self._source = source

    def new(self, form: str) -> str:
        """``con_*16`` is sixteen letters and digits after ``con_``; ``*24h`` hexadecimal; ``uuid`` (version 4)."""
        if form == "uuid":
            text = self._letters(ALPHABETS["h"], 31)
            return f"{text[:8]}-{text[8:12]}-4{text[12:15]}-{'89ab'[int(text[15], 16) % 4]}{text[16:19]}-{text[19:]}"
        if not (match := FORM.match(form)):
            raise ValueError(f"`{form}` is no form of an identifier")
        return match["prefix"] + self._letters(ALPHABETS[match["alphabet"]], int(match["size"]))

    def _letters(self, alphabet: str, size: int) -> str:
        numbers = os.urandom(size) if self._source is None else self._source.randbytes(size)
        return "".join(alphabet[number % len(alphabet)] for number in numbers)
