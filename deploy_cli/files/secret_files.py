"""Secrets in files of their own, as container platforms mount them: ``$(secret-file:/run/secrets/smtp)``."""

from pathlib import Path
from typing import Final

LARGEST: Final = 1024 * 1024
"""Bytes of one secret; more is a wrong path."""


class NoSecret(Exception):
    """A file holds no secret that can be used; the message says why, the hint what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def read(name: str, folder: Path | None) -> str:
    """Return the text of the file ``name``, relative to ``folder``, without the line end that editors leave there.

    Raises `NoSecret`; what the file holds is in no message.
    """
    path = Path(name) if folder is None else folder / name
    hint = "the path is absolute, or relative to the file that names it"
    if folder is None and not path.is_absolute():
        raise NoSecret(f"the secret file `{name}` cannot stand here", "name it by an absolute path")
    try:
        if not path.is_file():
            what = "is not a file" if path.exists() else "is not there"
            raise NoSecret(f"the secret file `{name}` {what}", hint)
        if path.stat().st_size > LARGEST:
            raise NoSecret(f"the secret file `{name}` is larger than {LARGEST // 1024} KiB", hint)
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NoSecret(f"the secret file `{name}` is not UTF-8", "save it as UTF-8, or as Base64") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NoSecret(f"the secret file `{name}` cannot be read: {reason}", hint) from None
    return text.removesuffix("\n").removesuffix("\r")
