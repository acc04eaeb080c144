"""Holds a plan that was approved against the plan as it is now."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from deploy_cli.core.approved import Comparison, Ours, compare, digest_of_saved
from deploy_cli.core.signature import FIELD, is_signed_with
from deploy_cli.core.values import Object, Secret
from deploy_cli.errors import StalePlan

PLAN_AGAIN = "plan again, and have the new plan approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What an approval is bound to, as it is now."""

    domain: str
    environment: str
    tool_version: str
    is_past: Callable[[str], bool]
    """Tells whether a time, in RFC 3339, is over."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is left of an approval."""

    files: tuple[str, ...]
    """The files that changed, in words; empty where they are the approved ones."""
    comparison: Comparison
    spent: bool
    """All that was approved is done already."""

    @property
    def holds(self) -> bool:
        """Tell whether the plan as it is now is approved."""
        return not (self.files or self.comparison.differing or self.spent)


def check_signature(approved: Object, key: Secret | None) -> None:
    """Raise `StalePlan` unless the signature can be checked and is right, or neither it nor a key is there."""
    if key is None and approved[FIELD] is None:
        return
    if key is None:
        raise StalePlan(
            "the saved plan is signed, and there is no key to check that with",
            hint="set `DEPLOY_CLI_PLAN_KEY` to the key that it was signed with",
        )
    if approved[FIELD] is None:
        raise StalePlan(
            "the saved plan is not signed, and `DEPLOY_CLI_PLAN_KEY` says that it has to be",
            hint="plan again with the same key in `DEPLOY_CLI_PLAN_KEY`",
        )
    if not is_signed_with(approved, key):
        raise StalePlan(
            "the signature of the saved plan is wrong: it was edited, or signed with another key",
            hint=PLAN_AGAIN,
        )


def check_digest(approved: Object) -> None:
    """Raise `StalePlan` where the changes of a saved plan are not the ones that it was saved with."""
    if digest_of_saved(approved) != approved["digest"]:
        raise StalePlan(
            "the saved plan shows other changes than those that its digest stands for: it was edited",
            hint=PLAN_AGAIN,
        )


def check_circumstances(approved: Object, now: Circumstances) -> None:
    """Raise `StalePlan` where ``approved`` cannot hold, whatever the files and the tenant say."""
    if approved["snapshot"]:
        raise StalePlan(
            "the saved plan was made against a snapshot, not against the tenant as it is",
            hint="plan again without `--snapshot`, and have that plan approved",
        )
    check_digest(approved)
    if lines := tuple(_otherwise(approved, now)):
        raise StalePlan(
            "\n".join(
                [
                    "the saved plan is no approval here and now: nothing was written",
                    *lines,
                ]
            ),
            hint=PLAN_AGAIN,
        )


def salt_of(approved: Object, key: Secret | None) -> str | None:
    """Return the salt that the secrets of ``approved`` are hashed with; ``None`` where they are not.

    Raises `StalePlan` where ``key`` is not the one that they are hashed with: what cannot be checked is no approval.
    """
    from deploy_cli.core.seal import Seal

    kept = approved.get("secrets")
    if kept is None:
        return None
    salt = str(kept["salt"])
    if key is None or Seal(key, salt).id != kept["key"]:
        reason = "there is no key" if key is None else "`DEPLOY_CLI_STATE_KEY` is another key"
        raise StalePlan(
            f"whether the secrets are the approved ones cannot be checked: {reason}",
            hint="set `DEPLOY_CLI_STATE_KEY` to the key that the plan was made with",
        )
    return salt


def judge(approved: Object, now: Object, ours: Ours) -> Verdict:
    """Hold ``now``, the plan's JSON as it is now, against ``approved``."""
    comparison = compare(approved, now, ours)
    return Verdict(
        files=tuple(_files(approved["source"], now["source"])),
        comparison=comparison,
        spent=bool(approved["changes"]) and not now["changes"],
    )


def _otherwise(approved: Object, now: Circumstances) -> Iterator[str]:
    tenant = approved["tenant"]
    if tenant["domain"] != now.domain:
        yield f"it was made for the domain `{tenant['domain']}`; this is `{now.domain}`"
    if tenant["environment"] != now.environment:
        yield f"it was made for the environment `{tenant['environment']}`; this is `{now.environment}`"
    if approved["tool_version"] != now.tool_version:
        yield f"it was made by deploy-cli {approved['tool_version']}; this is {now.tool_version}"
    if approved["expires_at"] is not None and now.is_past(approved["expires_at"]):
        yield f"it expired at {approved['expires_at']}"


def _files(approved: Object, now: Object) -> Iterator[str]:
    if approved["digest"] == now["digest"]:
        return
    then: Mapping[str, str] = approved.get("files") or {}
    today: Mapping[str, str] = now.get("files") or {}
    if not then or then == today:
        yield "other files, or another order of them"
        return
    for name in sorted(then.keys() | today.keys()):
        if name not in today:
            yield f"{name} (no longer there)"
        elif name not in then:
            yield f"{name} (new)"
        elif then[name] != today[name]:
            yield name
