"""Multi-factor authentication: factors, providers, messages, policies."""

from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Document
from deploy_cli.emulator.values import Json, Object

FACTORS = "/guardian/factors"
NAMES = (
    *("sms", "push-notification", "otp", "email", "duo"),
    *("webauthn-roaming", "webauthn-platform", "recovery-code"),
)
MESSAGES: Object = {
    "enrollment_message": "{{code}} enrolls this phone with {{tenant.friendly_name}}",
    "verification_message": "{{code}} logs you in to {{tenant.friendly_name}}",
}
"""As long as nobody has written any: the API always gives some for phones. These are our words."""

WEBAUTHN: Object = {"userVerification": "preferred", "overrideRelyingParty": False}


def factors(call: Call) -> Answer:
    """All factors, always in the same order."""
    known = {one["name"]: one for one in call.store.page(FACTORS)}
    plain = ({"name": name, "enabled": False, "trial_expired": False} for name in NAMES)
    return call.answer([known.get(one["name"], one) for one in plain])


def put_factor(call: Call) -> Answer:
    """Switch a factor on or off."""
    name, enabled = call.values[0], call.sent()["enabled"]
    call.store.put(FACTORS, name, {"name": name, "enabled": enabled, "trial_expired": False})
    return call.answer({"enabled": enabled})


def templates(call: Call) -> Answer:
    """The messages of a factor; as long as nobody has written any there is no content."""
    kept = call.store.get(call.operation.path, "/")
    return Answer(204) if kept is None else call.answer(kept)


def _settings(path: str, initial: Json, *hidden: str) -> Document:
    return Document(path=f"{FACTORS}/{path}", initial=initial, hidden=hidden, show=_shown)


def _shown(call: Call, settings: Object) -> Object:
    """What the answer is known to hold; secrets among the settings are not."""
    names = call.operation.answers
    return {key: value for key, value in settings.items() if not names or key in names}


KINDS = (
    Document(path="/guardian/policies", initial=[]),
    _settings("duo/settings", {}, "skey"),
    _settings("phone/message-types", {"message_types": []}),
    _settings("phone/providers/twilio", {}),
    _settings("phone/selected-provider", {"provider": "auth0"}),
    _settings("phone/templates", MESSAGES),
    _settings("sms/providers/twilio", {}),
    _settings("sms/selected-provider", {"provider": "auth0"}),
    _settings("sms/templates", None),
    _settings("push-notification/selected-provider", {"provider": "guardian"}),
    _settings("push-notification/providers/apns", {}, "p12"),
    _settings("push-notification/providers/fcm", {}, "server_key"),
    _settings("push-notification/providers/fcmv1", {}, "server_credentials"),
    _settings("push-notification/providers/sns", {}),
    _settings("webauthn-roaming/settings", WEBAUTHN),
    _settings("webauthn-platform/settings", {"overrideRelyingParty": False}),
)
CALLS = {
    f"GET {FACTORS}": factors,
    f"PUT {FACTORS}/{{name}}": put_factor,
    f"GET {FACTORS}/sms/templates": templates,
}
