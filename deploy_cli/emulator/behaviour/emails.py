"""The email provider: none until one is created."""

from deploy_cli.emulator import document
from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Document
from deploy_cli.emulator.refusal import conflict
from deploy_cli.emulator.values import Object

SHOWN_CREDENTIALS = {"region", "smtp_host", "smtp_port", "smtp_user", "domain"}
BRIEF = {"name", "enabled"}
"""What a read shows that does not ask for ``fields``."""


def create(call: Call) -> Answer:
    """Configure a provider."""
    if call.store.get(PROVIDER.path, "/") is not None:
        raise conflict("Email provider is already configured.", "email_provider_conflict")
    return document.replace(call, PROVIDER)


def _change(call: Call, old: Object | None, new: Object) -> Object:
    sent = call.sent()
    if old is not None and "settings" not in sent and sent.get("name", old["name"]) != old["name"]:
        new = {key: value for key, value in new.items() if key != "settings"}
    return {"enabled": True, **new}


def _show(call: Call, provider: Object) -> Object:
    if call.operation.method == "GET" and "fields" not in call.query:
        return {key: value for key, value in provider.items() if key in BRIEF}
    credentials = provider.get("credentials", {})
    shown = {key: value for key, value in credentials.items() if key in SHOWN_CREDENTIALS}
    return provider | {"credentials": shown}


PROVIDER = Document(
    path="/emails/provider",
    absent=Absent("There is not a configured email provider", "inexistent_email_provider"),
    change=_change,
    show=_show,
)
KINDS = (PROVIDER,)
CALLS = {"POST /emails/provider": create}
