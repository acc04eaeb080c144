"""File names for resources, whatever they are called: safe on every file system, and never twice the same."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

_LONGEST: Final = 100
"""Bytes; common file systems allow 255, and a suffix is to follow."""

_UNSAFE = re.compile(r"[<>:\"/\\|?*{};=#@$%`~^&!']")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)


def file_names(names: Iterable[str]) -> Mapping[str, str]:
    """Return a file name for each of ``names``.

    Names that would share a file on any common file system, where case or spelling in Unicode does not count, all
    get a part of their digest, so that the file name of a resource does not depend on the order.
    """
    plain = {name: safe(name) for name in dict.fromkeys(names)}
    taken = Counter(_folded(file) for file in plain.values())
    return {
        name: file if taken[_folded(file)] == 1 else _distinct(file, name) for name, file in plain.items()
    }


def safe(name: str) -> str:
    """Return ``name`` as a file name: no separators, no control characters, no reserved or hidden names."""
    text = unicodedata.normalize("NFC", name)
    text = "".join(character if character.isprintable() else "-" for character in text)
    text = _UNSAFE.sub("-", text).strip(" ").rstrip(".").strip(" ")
    if text.startswith(".") or not text or _RESERVED.fullmatch(text):
        text = f"_{text}"
    if len(text.encode()) > _LONGEST:
        return _distinct(_shortened(text), name)
    return text


def _distinct(file: str, name: str) -> str:
    digest = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()
    return f"{file}-{digest[:8]}"


def _shortened(text: str) -> str:
    return text.encode()[: _LONGEST - 10].decode(errors="ignore").rstrip(" .")


def _folded(file: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", file).casefold())
