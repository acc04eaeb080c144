"""Server-made identifiers and secrets, in the forms that the Management API gives them."""

import random
import re
import uuid

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
FORM = re.compile(r"^(?P<prefix>.*?)\*(?P<size>\d+)(?P<alphabet>[hdu]?)$")
ALPHABETS = {
    "": ALPHABET,
    "h": "0123456789abcdef",
    "d": "0123456789",
    "u": "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
}


class Identifiers:
    """A source of fresh identifiers; a seeded ``random.Random`` makes it repeatable."""

    def __init__(self, source: random.Random | None = None) -> None:
        self._source = source or random.SystemRandom()

    def new(self, form: str) -> str:
        """``con_*16`` is sixteen letters and digits after ``con_``; ``*24h`` hexadecimal; ``uuid``."""
        if form == "uuid":
            return str(uuid.UUID(int=self._source.getrandbits(128), version=4))
        if not (match := FORM.match(form)):
            raise ValueError(f"`{form}` is no form of an identifier")
        letters = ALPHABETS[match["alphabet"]]
        return match["prefix"] + "".join(self._source.choices(letters, k=int(match["size"])))
