"""Email templates: one per fixed name, there once it was written."""

from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Document
from deploy_cli.emulator.refusal import conflict
from deploy_cli.emulator.values import Object

PATH = "/email-templates/{templateName}"


def create(call: Call) -> Answer:
    """Write a template that is not there yet."""
    name = call.sent()["template"]
    if call.store.get(PATH, f"{name}/") is not None:
        raise conflict(f"Template {name} already exists.", "template_conflict")
    call.store.put(PATH, f"{name}/", _whole(call, None, call.sent()))
    return call.answer(call.sent())


def _whole(call: Call, old: Object | None, new: Object) -> Object:
    return {key: value for key, value in new.items() if value is not None}


KINDS = (Document(path=PATH, absent=Absent("The template does not exist.", "inexistent_email_template")),)
CALLS = {"POST /email-templates": create}
