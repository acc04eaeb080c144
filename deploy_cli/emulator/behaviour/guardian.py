"""Multi-factor authentication: factors, providers, messages, policies."""

from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Document
from deploy_cli.emulator.values import Json, Object

FACTORS = "/guardian/factors"
NAMES = (
    *("sms", "push-notification", "otp", "email", "duo"),
    *("webauthn-roaming", "webauthn-platform", "recovery-code"),
)
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


def _settings(path: str, initial: Json, *hidden: str) -> Document:
    return Document(path=f"{FACTORS}/{path}", initial=initial, hidden=hidden)


KINDS = (
    Document(path="/guardian/policies", initial=[]),
    _settings("duo/settings", {}, "skey"),
    _settings("phone/message-types", {"message_types": ["sms"]}),
    _settings("phone/providers/twilio", {}),
    _settings("phone/selected-provider", {"provider": "auth0"}),
    _settings("phone/templates", {}),
    _settings("sms/providers/twilio", {}),
    _settings("sms/selected-provider", {"provider": "auth0"}),
    _settings("sms/templates", {}),
    _settings("push-notification/selected-provider", {"provider": "guardian"}),
    _settings("push-notification/providers/apns", {}, "p12"),
    _settings("push-notification/providers/fcm", {}, "server_key"),
    _settings("push-notification/providers/fcmv1", {}, "server_credentials"),
    _settings("push-notification/providers/sns", {}),
    _settings("webauthn-roaming/settings", WEBAUTHN),
    _settings("webauthn-platform/settings", {"overrideRelyingParty": False}),
)
CALLS = {f"GET {FACTORS}": factors, f"PUT {FACTORS}/{{name}}": put_factor}
