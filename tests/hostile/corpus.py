"""Texts that try to deceive, each with what it tries; as data, so that other tools can take them, too."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True)
class Attack:
    """One text."""

    tries: str
    text: str

    def __str__(self) -> str:
        return f"{self.tries}: {ascii(self.text)[1:-1][:40]}"


ATTACKS: Final = tuple(
    Attack(**item) for item in json.loads(Path(__file__).with_name("corpus.json").read_text(encoding="ascii"))
)
