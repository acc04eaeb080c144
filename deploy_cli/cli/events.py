"""``--log-format json``: what is told on stderr as events, one JSON object a line, for programs that read along."""

import sys
from datetime import UTC, datetime
from threading import RLock

from deploy_cli.core.plan import Change, Plan
from deploy_cli.core.report import Done, Failed, Outcome, Skipped
from deploy_cli.core.values import Object, Value
from deploy_cli.errors import ConfigError, DeployError, Refused


class EventLog:
    """Writes events. Each has ``time``, RFC 3339 with milliseconds, and ``event``; called from several threads."""

    def __init__(self) -> None:
        self._lock = RLock()

    def write(self, event: str, **fields: Value) -> None:
        """Write one event."""
        line = self.line(event, **fields)
        with self._lock:
            sys.stderr.write(line)
            sys.stderr.flush()

    @staticmethod
    def line(event: str, **fields: Value) -> str:
        """Return the line of an event, its end included."""
        from deploy_cli.core.json_text import json_written

        time = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return json_written({"time": time, "event": event, **fields}, indent=None) + "\n"

    def plan(self, plan: Plan) -> None:
        """Tell what a plan comes to, and what the guardrails say of it."""
        from dataclasses import asdict

        from deploy_cli.render.plan_json import finding_object

        self.write(
            "plan",
            domain=plan.domain,
            environment=plan.environment,
            digest=plan.digest,
            summary=asdict(plan.summary),
        )
        for finding in plan.findings:
            self.write("finding", **finding_object(finding))
        for change in plan.changes:
            for finding in change.findings:
                about = {"address": str(change.address)} if finding.address is None else {}
                self.write("finding", **{**finding_object(finding), **about})

    def begin(self, change: Change) -> None:
        """Tell that a change is being made."""
        self.write("begin", **_named(change))

    def end(self, outcome: Outcome, number: int, total: int) -> None:
        """Tell what became of a change, the ``number``-th of ``total``."""
        from deploy_cli.render.failure import error_object

        told = {**_named(outcome.change), "number": number, "total": total}
        match outcome:
            case Done(_, resource_id):
                self.write("end", **told, status="done", resource_id=resource_id)
            case Failed(_, error):
                self.write("end", **told, status="failed", error=error_object(error))
            case Skipped(_, because):
                self.write("end", **told, status="not_tried", because=because)

    def error(self, error: DeployError, code: int) -> None:
        """Tell why the command fails, and what it exits with."""
        from deploy_cli.render.failure import error_object
        from deploy_cli.render.plan_json import refusal_object

        problems = error.problems if isinstance(error, ConfigError | Refused) else ()
        told = [refusal_object(problem) for problem in problems]
        self.write("error", **error_object(error), exit=code, problems=told)


def _named(change: Change) -> Object:
    return {"change": change.id, "address": str(change.address), "action": str(change.action)}
