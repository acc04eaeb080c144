"""Saved plans: JSON as `schemas/plan.json` describes it, readable by its owner only."""

import json
from pathlib import Path
from typing import Final

from deploy_cli.core.json_text import json_written
from deploy_cli.core.plan import FORMAT_VERSION
from deploy_cli.core.values import Object, Value
from deploy_cli.errors import PlanError, UsageError
from deploy_cli.files import atomic

SCHEMA: Final = "plan.json"

_MAKE_ONE: Final = "make one with `deploy-cli plan --out`"


def save(path: Path, plan: Object) -> None:
    """Write ``plan`` to ``path`` as it is printed, whole or not at all. Raises `UsageError` where that fails."""
    text = json_written(plan) + "\n"
    try:
        content = text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can hold as an escape only
        content = (json.dumps(plan, indent=2, allow_nan=False) + "\n").encode()
    atomic.write(path, content, mode=0o600)


def load(path: Path) -> Object:
    """Return the plan in the file at ``path``.

    Raises `UsageError` where there is no such file, and `PlanError` where it holds no plan that this version of the
    tool can read. Keys that are not known are left alone.
    """
    plan = _parsed(path)
    if not isinstance(plan, dict) or "format_version" not in plan:
        raise PlanError(f"`{path}` is not a saved plan", hint=_MAKE_ONE)
    version = plan["format_version"]
    if version != FORMAT_VERSION or isinstance(version, bool):
        raise PlanError(
            f"`{path}` is a plan of format {json.dumps(version)[:40]}, and this tool reads format {FORMAT_VERSION}",
            hint="make the plan with the version of deploy-cli that applies it",
        )
    if fault := _first_fault(plan):
        raise PlanError(f"`{path}` is not a complete plan: {fault}", hint=_MAKE_ONE)
    return plan


def _parsed(path: Path) -> Value:
    try:
        return json.loads(path.read_bytes(), object_pairs_hook=_once)
    except FileNotFoundError:
        raise UsageError(f"there is no plan `{path}`", hint=_MAKE_ONE) from None
    except OSError as error:
        raise UsageError(f"`{path}` cannot be read: {(error.strerror or str(error)).lower()}") from error
    except _Repeated as error:
        raise PlanError(f"`{path}` says `{error}` twice, so it is no saved plan", hint=_MAKE_ONE) from None
    except (ValueError, RecursionError):
        raise PlanError(f"`{path}` is not JSON, so it is no saved plan", hint=_MAKE_ONE) from None


class _Repeated(Exception):
    """A key stands twice in one object: two readers could read two plans."""


def _once(pairs: list[tuple[str, Value]]) -> Object:
    found: Object = {}
    for key, value in pairs:
        if key in found:
            raise _Repeated(key)
        found[key] = value
    return found


def _first_fault(plan: Object) -> str | None:
    from deploy_cli.files.schemas import shipped
    from deploy_cli.files.validation import Validation

    validation = Validation(shipped(), {}, lambda section, item: None, reveal=False)
    if validation.accepts(SCHEMA, plan):
        return None
    faults = (fault for fault in validation.faults(SCHEMA, plan) if not fault.at_key)
    return next((fault.message for fault in faults), None)
