"""Rules about who has a refresh-token policy: a policy that nobody uses, a client that should have one."""

from collections.abc import Iterator, Mapping
from typing import Final

from deploy_cli.core.address import Address
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.guardrails.rule import Remark, Rule

_GRANT: Final = "refresh_token"


def _unused(desired: DesiredTenant, _: Mapping[str, ResourceType]) -> Iterator[Remark]:
    """Yield the policies that no resource refers to, nor any policy that one refers to."""
    used: set[str] = set()
    for one in desired.resources.values():
        name = one.policy if not one.lifecycle.absent else None
        while name is not None and name not in used:
            used.add(name)
            name = desired.policies[name].extends if name in desired.policies else None
    for name, policy in desired.policies.items():
        if name not in used:
            text = f"no client uses the refresh-token policy `{name}`: name it in a client, or remove it"
            yield Remark(text, Address("refresh_token_policies", name), policy.source)


def _missing(desired: DesiredTenant, types: Mapping[str, ResourceType]) -> Iterator[Remark]:
    """Yield the resources that may get refresh tokens and leave their lifetimes to whatever the tenant holds.

    Where the files do not say which grants a client has, nobody knows.
    """
    for address, one in desired.resources.items():
        block = types[address.section].policy_field
        grants = one.body.get("grant_types")
        if block is None or one.lifecycle.absent or not isinstance(grants, list) or _GRANT not in grants:
            continue
        if not one.body.get(block):
            text = (
                f"`{address.name}` may get refresh tokens, and nothing says how long they live:"
                f" add `refresh_token_policy`, or `{block}`"
            )
            yield Remark(text, address, one.locate(("grant_types",)))


RULES: Final = (
    Rule("refresh-token-policy-missing", "warning", _missing),
    Rule("refresh-token-policy-unused", "info", _unused),
)
