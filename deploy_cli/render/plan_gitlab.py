"""The plan as the report that GitLab shows on a merge request: ``artifacts:reports:terraform``.

GitLab reads three counts and nothing else (its docs: `Terraform/OpenTofu reports`); a rename is an update to it.
"""

import json

from deploy_cli.core.values import Object


def plan_gitlab(plan: Object) -> str:
    """Return the report: ``{"create": 1, "update": 2, "delete": 0}``."""
    summary = plan["summary"]
    counts = {
        "create": summary["create"],
        "update": summary["update"] + summary["rename"],
        "delete": summary["delete"],
    }
    return json.dumps(counts)
