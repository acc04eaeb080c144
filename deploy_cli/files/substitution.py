"""What is put in for references: pieces joined to a text, texts read as the type that was declared."""

from dataclasses import dataclass

from deploy_cli.core.values import Secret, Value
from deploy_cli.files.references import escaped
from deploy_cli.files.scalars import NotANumber, plain


@dataclass(frozen=True, slots=True)
class Fault:
    """A reference that stands for nothing."""

    message: str
    hint: str
    written: str = ""
    """The reference as it stands in the file."""
    at: int = 0
    """Where in the text it stands."""


class Unresolved(Exception):
    """A value holds references that stand for nothing."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(fault.message for fault in faults))
        self.faults = faults


def joined(pieces: list[str | Secret]) -> str | Secret:
    """Return the pieces as one text; as a `Secret` where any of them is one."""
    secrets = [piece for piece in pieces if isinstance(piece, Secret)]
    text = "".join(piece.reveal() if isinstance(piece, Secret) else piece for piece in pieces)
    if not secrets:
        return text
    written = (piece.written if isinstance(piece, Secret) else escaped(piece) for piece in pieces)
    is_known = all(secret.is_known for secret in secrets)
    return Secret(text, " ".join(secret.name for secret in secrets), "".join(written), is_known=is_known)


def size(value: Value) -> int:
    """Return about how many characters a value comes to."""
    match value:
        case str():
            return len(value) + 1
        case dict():
            return sum(len(key) + size(item) for key, item in value.items()) + 1
        case list():
            return sum(map(size, value)) + 1
        case _:
            return 1


def typed_as(text: str, declared: Value) -> Value:
    """Return what was given for a variable as the type that its declaration has, where it can be read so."""
    if isinstance(declared, bool | int | float):
        try:
            value = plain(text)
        except NotANumber:
            return text
        return text if value is None else value
    return text


def as_text(name: str, value: Value) -> str:
    """Return the value of the variable ``name`` as it stands inside a text; raise `Unresolved` where it cannot."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case _:
            what = "null" if value is None else "a list" if isinstance(value, list) else "an object"
            message = f"the variable `{name}` is {what} and cannot stand inside a text"
            raise Unresolved(Fault(message, f"write `$(var:{name})` as the whole value"))
