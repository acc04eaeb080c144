"""Branding: settings, theme, the universal login template, phone messages."""

from deploy_cli.emulator import collection
from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Collection, Document
from deploy_cli.emulator.refusal import Refused, conflict, invalid, missing
from deploy_cli.emulator.values import Json, Object

TEMPLATE = "/branding/templates/universal-login"
LARGEST = 102_400
TAGS = ("auth0:head", "auth0:widget")
NO_THEME = Absent("There was an error retrieving branding settings: invalid theme ID", "theme_not_found")
PROVIDERS = "/branding/phone/providers"
TEMPLATES = "/branding/phone/templates"
TWILIO_SENDERS = ("default_from", "mssid")


def put_template(call: Call) -> Answer:
    """Set the page; what it takes is a text, or an object that holds one."""
    text = call.body.get("template") if isinstance(call.body, dict) else call.body
    if not isinstance(text, str) or not all(tag in text for tag in TAGS):
        raise invalid("Payload content missing required Liquid tags (auth0:head and auth0:widget).")
    if len(text.encode()) > LARGEST:
        raise invalid(f"Payload content length greater than maximum allowed: {LARGEST}.")
    known = call.store.get(TEMPLATE, "/")
    call.store.put(TEMPLATE, "/", {"body": text})
    return Answer(204) if known else Answer(201, {})


def default_theme(call: Call) -> Answer:
    """The one theme there is."""
    found = call.store.page(THEMES.path, limit=1)
    if not found:
        raise missing(NO_THEME.message, NO_THEME.code)
    return call.answer(found[0])


def _one_theme(call: Call, old: Object | None, new: Object) -> Object:
    if old is None and call.store.count(THEMES.path):
        raise conflict(
            "There was an error updating branding settings: The theme already exists", "theme_already_exists"
        )
    return new


def _provider(call: Call, old: Object | None, new: Object) -> Object:
    if old is None and call.store.count(PROVIDERS):
        raise conflict("Custom phone provider conflict.")
    configuration = new.get("configuration") or {}
    if new.get("name") == "twilio" and not any(configuration.get(one) for one in TWILIO_SENDERS):
        raise Refused(400, "Bad Operation on Notification Resource")
    return {"tenant": call.tenant.name, "channel": "phone", "disabled": False, **new}


def _show_provider(call: Call, item: Object) -> Object:
    return item | ({"credentials": None} if call.operation.name == f"GET {PROVIDERS}" else {})


def _phone_template(call: Call, old: Object | None, new: Object) -> Object:
    if old is None and call.store.find(TEMPLATES, "type", str(new.get("type"))) is not None:
        raise conflict("Phone template already configured for tenant")
    if isinstance(new.get("content"), dict):
        new["content"] = {"syntax": "liquid", **new["content"]}
    return {"tenant": call.tenant.name, "channel": "phone", "disabled": False, **new}


def reset_template(call: Call) -> Answer:
    """Make a phone template what it was at first."""
    template = collection.wanted(call, PHONE_TEMPLATES)
    plain: dict[str, Json] = {key: value for key, value in template.items() if key != "content"}
    collection.keep(call, PHONE_TEMPLATES, plain)
    return call.answer(plain)


THEMES = Collection(
    path="/branding/themes",
    item="/branding/themes/{themeId}",
    id="themeId",
    form="*32",
    absent=NO_THEME,
    change=_one_theme,
)
PHONE_TEMPLATES = Collection(
    path=TEMPLATES,
    form="tem_*22",
    stamps="ms",
    absent=Absent("Phone template does not exist"),
    change=_phone_template,
)
KINDS = (
    Document(path="/branding", initial={"colors": {"page_background": "#000000", "primary": "#0059d6"}}),
    Document(
        path=TEMPLATE,
        absent=Absent("Template does not exist.", "inexistent_templates_universal_login"),
    ),
    THEMES,
    Collection(
        path=PROVIDERS,
        form="pro_*22",
        stamps="ms",
        absent=Absent("Phone provider has not been configured."),
        hidden=("credentials",),
        change=_provider,
        show=_show_provider,
    ),
    PHONE_TEMPLATES,
)
CALLS = {
    f"PUT {TEMPLATE}": put_template,
    "GET /branding/themes/default": default_theme,
    "PATCH /branding/phone/templates/{id}/reset": reset_template,
}
