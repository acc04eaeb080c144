"""The emulator's refusals; ``answers.api_error`` gives them the shape of the Management API's errors."""


class Refused(Exception):
    """The API does not do what was asked; ``status``, ``message`` and ``code`` make up the answer."""

    def __init__(self, status: int, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code


def invalid(message: str) -> Refused:
    """A body that breaks a rule which is not in the schema."""
    return Refused(400, message, "invalid_body")


def missing(message: str, code: str | None = None) -> Refused:
    """Something that a path or a body names does not exist."""
    return Refused(404, message, code)


def conflict(message: str, code: str | None = None) -> Refused:
    """Something that must be unique is there already."""
    return Refused(409, message, code)
