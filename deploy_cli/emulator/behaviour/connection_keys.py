"""The keys with which a connection signs its own requests: the current one, the next and the previous."""

from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.values import Object

KEYS = "/connections/{id}/keys"
PLACES = ("current", "previous", "next")
"""The order in which they are listed."""


def keys(call: Call) -> Answer:
    """The keys, made when they are first asked for."""
    known = _known(call)
    return call.answer([known[place] for place in PLACES if place in known])


def rotate(call: Call) -> Answer:
    """The next key becomes the current one, and a new one the next."""
    known = _known(call)
    current = _placed(known["next"], "current") | {"current_since": call.now()}
    for place, key in (("previous", _placed(known["current"], "previous")), ("current", current)):
        call.store.put(KEYS, place, key, parent=call.values[0])
    return call.answer(_new(call, "next"))


def _known(call: Call) -> dict[str, Object]:
    found = {place: call.store.get(KEYS, place, call.values[0]) for place in PLACES}
    known = {place: key for place, key in found.items() if key is not None}
    return known or {place: _new(call, place) for place in ("current", "next")}


def _placed(key: Object, place: str) -> Object:
    return {name: value for name, value in key.items() if name not in {*PLACES, "current_since"}} | {
        place: True
    }


def _new(call: Call, place: str) -> Object:
    connection = call.store.get("/connections", call.values[0]) or {}
    thumbprint = call.new_id("*40h").upper()
    key: Object = {
        "kid": call.new_id("*43"),
        "algorithm": "RS256",
        "key_use": "signing",
        "subject_dn": f"/CN={connection.get('name')}",
        "cert": f"-----BEGIN CERTIFICATE-----\r\n{call.new_id('*64')}\r\n-----END CERTIFICATE-----\r\n",
        "fingerprint": ":".join(thumbprint[at : at + 2] for at in range(0, 40, 2)),
        "thumbprint": thumbprint,
        "pkcs": f"-----BEGIN PKCS7-----\r\n{call.new_id('*64')}\r\n-----END PKCS7-----\r\n",
        place: True,
    }
    call.store.put(KEYS, place, key, parent=call.values[0])
    return key


CALLS = {f"GET {KEYS}": keys, f"POST {KEYS}": keys, f"POST {KEYS}/rotate": rotate}
