"""Failures we expect, each with a message for a person.

    DeployError
    ├── UsageError          the command line asks for something that cannot be
    ├── ConfigError         the tenant files are wrong; carries every problem, each with its place
    ├── PlanError           the plan cannot be made, or must not be applied
    │   ├── Refused         a guardrail, a limit or a protected resource stands in the way
    │   └── StalePlan       the tenant, the files or the domain changed since the plan was made
    ├── ApiError            Auth0 refused, or gave an answer that makes no sense
    │   ├── Unauthorized    the credentials or the scopes do not suffice
    │   └── Unreachable     no answer came
    └── PartlyApplied       some changes were made, others were not

Whatever else escapes is a bug and keeps its traceback. Exit codes are the business of the command line.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a tenant file. Lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the tenant files."""

    message: str
    location: Location | None = None
    address: str | None = None
    hint: str | None = None
    rule: str = "config"
    """A stable id of the kind of problem, such as ``schema`` or ``unknown-reference``."""


class DeployError(Exception):
    """Base of every failure that is shown as text, never as a traceback."""

    def __init__(self, summary: str, *, hint: str | None = None) -> None:
        super().__init__(summary)
        self.summary = summary
        self.hint = hint


class UsageError(DeployError):
    """The command line asks for something that cannot be."""


class ConfigError(DeployError):
    """The tenant files are wrong. All problems are told at once, in the order of the files."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        if not problems:
            raise ValueError("a ConfigError needs at least one problem")
        count = len(problems)
        super().__init__(f"{count} problem{'s' if count != 1 else ''} in the tenant files")
        self.problems = tuple(problems)


class PlanError(DeployError):
    """The plan cannot be made, or must not be applied."""


class Refused(PlanError):
    """A guardrail, a limit or a protected resource stands in the way."""

    def __init__(self, summary: str, *, hint: str | None = None, problems: Sequence[Problem] = ()) -> None:
        super().__init__(summary, hint=hint)
        self.problems = tuple(problems)
        """Each thing that was refused, where there are several."""

    @classmethod
    def of(cls, problems: Sequence[Problem]) -> "Refused":
        """Refuse everything in ``problems`` at once."""
        count = len(problems)
        return cls(f"the plan is refused, for {count} reason{'s' if count != 1 else ''}", problems=problems)


class StalePlan(PlanError):
    """The tenant, the files or the domain changed since the plan was made."""


class ApiError(DeployError):
    """Auth0 refused a request, or gave an answer that makes no sense."""

    def __init__(
        self,
        summary: str,
        *,
        hint: str | None = None,
        method: str = "",
        path: str = "",
        status: int = 0,
        code: str | None = None,
        field: str | None = None,
        request_id: str | None = None,
        doubtful: bool = False,
    ) -> None:
        super().__init__(summary, hint=hint)
        self.method = method
        self.path = path
        self.status = status
        """The HTTP status; 0 where no answer came."""
        self.code = code
        """Auth0's ``errorCode``, where the answer has one."""
        self.field = field
        """The body field that Auth0's message names, where it names one."""
        self.request_id = request_id
        self.doubtful = doubtful
        """It is not known whether the request was carried out: it was sent, and no answer that tells came back."""


class Unauthorized(ApiError):
    """The credentials or the scopes do not suffice."""


class Unreachable(ApiError):
    """No answer came: no connection, no such host, a timeout, a broken answer."""


class PartlyApplied(DeployError):
    """Some changes were made, others failed or were not tried; the report says which."""
