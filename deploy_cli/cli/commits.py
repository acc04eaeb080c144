"""Keeps an older commit from being applied over a newer one."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from deploy_cli.cli.revision import Age, age_of, revision_of
from deploy_cli.errors import Refused, UsageError
from deploy_cli.files import commits

if TYPE_CHECKING:
    from deploy_cli.cli.console import Console
    from deploy_cli.core.report import Report


def check(target: Path, domain: str, environment: str, console: "Console", *, allow_older: bool) -> None:
    """Raise `Refused` where the files are of an older commit than the one that was applied last from this machine.

    Files outside git are of no commit. What cannot be told is said: a commit that this clone does not have, one that
    is on another branch.
    """
    last = commits.load(commits.path_of(os.environ, domain, environment))
    now = revision_of(target) if last is not None else None
    if last is None or now is None:
        return
    told = f"`{last.commit[:12]}`, which was applied at {last.applied_at},"
    age = age_of(target, now, last.commit, last.committed_at)
    if age in (Age.OLDER, Age.OLDER_BY_DATE) and not allow_older:
        since = " by its date" if age is Age.OLDER_BY_DATE else ""
        raise Refused(
            f"the files are of commit `{now.commit[:12]}` ({_date(now.committed_at)}), and {told} is newer{since}",
            hint="update the checkout; or take the newer one back all the same with `--allow-older`",
        )
    if age is Age.APART:
        console.note(f"{told} is not part of this branch: what it brought may be taken back")
    if age is Age.UNKNOWN:
        console.note(f"{told} is not in this clone, so it is not known whether these files are older")


def remember(target: Path, report: "Report", console: "Console") -> None:
    """Remember which commit was applied, if anything of it was; where that cannot be done it is told."""
    from deploy_cli.cli.session import now as time

    plan = report.plan
    now = revision_of(target)
    if now is None or (plan.changes and not (report.done or report.failed)):
        return
    applied = commits.AppliedCommit(
        commit=now.commit,
        committed_at=now.committed_at,
        applied_at=time(),
        digest=plan.source_digest,
        edited=now.edited,
    )
    try:
        commits.save(commits.path_of(os.environ, plan.domain, plan.environment), applied)
    except UsageError as error:
        console.note(f"which commit was applied is not remembered: {error.summary}")


def forget(domain: str, environment: str) -> None:
    """Forget which commit was applied last: it was undone."""
    commits.forget(commits.path_of(os.environ, domain, environment))


def _date(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")
