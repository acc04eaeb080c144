"""What of the findings can be set right with certainty: nothing that the tenant does may change by it."""

from collections.abc import Iterator, Sequence

from deploy_cli.app.updating import Correction
from deploy_cli.core.address import Address
from deploy_cli.core.plan import Finding
from deploy_cli.core.tenant import DesiredTenant, TenantFiles
from deploy_cli.core.values import ABSENT, Object, same
from deploy_cli.guardrails import called


def mendings(found: Sequence[Finding], files: TenantFiles, desired: DesiredTenant) -> Iterator[Correction]:
    """Yield what ``files``, which ``desired`` was made from, have to say differently; what is waived stays."""
    mended: dict[Address, tuple[Object, Object]] = {}
    for finding in found:
        rule = called(finding.rule)
        one = desired.resources.get(finding.address) if finding.address else None
        if rule is None or rule.mend is None or one is None or finding.waiver is not None:
            continue
        body = files.sections[str(one.at[0])]
        for part in one.at[1:]:
            body = body[part]
        before, now = mended.get(one.address, (body, body))
        mended[one.address] = before, rule.mend(now)
    for address, (before, now) in mended.items():
        one = desired.resources[address]
        for key in before:
            if not same(before[key], now.get(key, ABSENT)):
                yield Correction(one.address, one.at, key, before[key], now.get(key, ABSENT))
