"""Triggers: which actions run at a step of a sign-in, in which order."""

from typing import Final

from deploy_cli.core.resource_type import Directory, Documents, Hooks, Reference
from deploy_cli.core.values import Object

TRIGGER_IDS: Final = (
    "credentials-exchange",
    "custom-email-provider",
    "custom-phone-provider",
    "custom-token-exchange",
    "event-stream",
    "login-post-identifier",
    "mcp-tool",
    "password-hash-migration",
    "password-reset-post-challenge",
    "post-change-password",
    "post-login",
    "post-user-registration",
    "pre-user-registration",
    "send-phone-message",
    "signup-post-identifier",
)


_SHOWN: Final = "shown"
"""Action → the name that its binding is shown under."""


def _name_actions(live: Object, desired: Object) -> Object:
    """Reduce each binding to the action's name and the name it is shown under.

    A name that the files leave out is not theirs: it stands aside, where a write finds it again.
    """
    bound = [binding for binding in live.get("bindings", []) if binding.get("action")]
    shown = {binding["action"]["name"]: binding.get("display_name", "") for binding in bound}
    wanted = desired.get("bindings", [])
    unnamed = {binding["action_name"] for binding in wanted if "display_name" not in binding}
    bindings = [
        {"action_name": name} if name in unnamed else {"action_name": name, "display_name": shown[name]}
        for name in (binding["action"]["name"] for binding in bound)
    ]
    return {"bindings": bindings, **({_SHOWN: shown} if wanted else {})}


def _refer_to_actions(body: Object, desired: Object, live: Object) -> Object:
    """Turn each binding into the form that a write takes; a name that files leave out stays what it is."""
    shown = live.get(_SHOWN, {})
    return {
        "bindings": [
            {
                "ref": {"type": "action_name", "value": (name := binding["action_name"])},
                "display_name": binding.get("display_name") or shown.get(name) or name,
                **({"secrets": binding["secrets"]} if binding.get("secrets") else {}),
            }
            for binding in body["bindings"]
        ]
    }


TRIGGERS = Documents(
    section="triggers",
    title="trigger",
    scope="actions",
    directory=Directory(files="triggers/*.json"),
    paths={trigger: f"actions/triggers/{trigger}/bindings" for trigger in TRIGGER_IDS},
    value_field="bindings",
    read_query={"page": "0", "per_page": "100"},
    write_only=("bindings[].secrets",),
    references=(Reference(field="bindings[].action_name", to=("actions",), by="key"),),
    hooks=Hooks(normalize=_name_actions, prepare=_refer_to_actions),
)
