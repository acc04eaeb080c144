"""Encryption and signing keys."""

from deploy_cli.emulator import collection
from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Collection, Document
from deploy_cli.emulator.refusal import invalid, missing
from deploy_cli.emulator.values import Object

ENCRYPTION = "/keys/encryption"
SIGNING = "/keys/signing"


def encryption(call: Call) -> Answer:
    """The encryption keys; a tenant has a root key and a master key from the start."""
    _first_keys(call)
    return collection.index(call, KEYS)


def _first_keys(call: Call) -> None:
    if call.store.count(ENCRYPTION):
        return
    root = _made(call, "environment-root-key", "active", None)
    _made(call, "tenant-master-key", "active", root["kid"])


def _made(call: Call, kind: str, state: str, parent: str | None) -> Object:
    key: Object = {
        "kid": call.new_id("uuid"),
        "type": kind,
        "state": state,
        "parent_kid": parent,
        "public_key": None,
    }
    key |= {"created_at": call.now(), "updated_at": call.now()}
    call.store.put(ENCRYPTION, key["kid"], key)
    return key


def create(call: Call) -> Answer:
    """Announce a key that somebody brings along."""
    _first_keys(call)
    return call.answer(_made(call, call.sent()["type"], "pre-activation", None))


def wrapping_key(call: Call) -> Answer:
    """The public key to wrap one's own key with."""
    key = collection.wanted(call, KEYS)
    public = f"-----BEGIN PUBLIC KEY-----\n{call.new_id('*64')}\n-----END PUBLIC KEY-----"
    collection.keep(call, KEYS, key)
    return call.answer({"public_key": public, "algorithm": "CKM_RSA_AES_KEY_WRAP"})


def bring(call: Call) -> Answer:
    """Take a wrapped key; the emulator can tell only whether it might be one."""
    wrapped = call.sent()["wrapped_key"]
    key = collection.wanted(call, KEYS)
    if len(wrapped) < 256:
        raise invalid("Invalid input. Wrapped key material is invalid or unsupported key type.")
    active = key | {"state": "active", "updated_at": call.now()}
    for old in call.store.page(ENCRYPTION):
        if old["state"] == "active":
            parent = key["kid"] if old["type"] == "tenant-master-key" else old["parent_kid"]
            collection.keep(call, KEYS, old | {"state": "destroyed", "parent_kid": parent})
    collection.keep(call, KEYS, active)
    _made(call, "tenant-master-key", "active", key["kid"])
    return call.answer({name: value for name, value in active.items() if name != "public_key"})


def destroy(call: Call) -> Answer:
    """Destroy a key; that it was there stays on record."""
    key = collection.wanted(call, KEYS)
    collection.keep(call, KEYS, key | {"state": "destroyed", "updated_at": call.now()})
    return call.answer()


def rekey(call: Call) -> Answer:
    """Make a new key hierarchy."""
    for key in call.store.page(ENCRYPTION):
        if key["state"] == "active":
            call.store.put(ENCRYPTION, key["kid"], key | {"state": "deactivated"})
    root = _made(call, "environment-root-key", "active", None)
    _made(call, "tenant-master-key", "active", root["kid"])
    return call.answer()


def signing(call: Call) -> Answer:
    """The keys that sign tokens."""
    _first_signing_keys(call)
    return call.answer(call.store.page(SIGNING))


def rotate(call: Call) -> Answer:
    """Make the next key the current one."""
    _first_signing_keys(call)
    for key in call.store.page(SIGNING):
        call.store.put(SIGNING, key["kid"], _moved_on(key))
    new = _signing_key(call, "next")
    return call.answer({"kid": new["kid"], "cert": new["cert"]})


def one_signing_key(call: Call) -> Answer:
    """One key."""
    _first_signing_keys(call)
    found = call.store.get(SIGNING, call.values[0])
    if found is None:
        raise missing("The signing key does not exist.", "inexistent_signing_key")
    return call.answer(found)


def revoke(call: Call) -> Answer:
    """Take a key that was current before out of use."""
    key = one_signing_key(call).body | {"revoked": True, "revoked_at": call.now()}
    call.store.put(SIGNING, key["kid"], key)
    return call.answer({"kid": key["kid"], "cert": key["cert"]})


def _first_signing_keys(call: Call) -> None:
    if not call.store.count(SIGNING):
        for place in ("current", "next"):
            _signing_key(call, place)


def _signing_key(call: Call, place: str) -> Object:
    kid = call.new_id("*21")
    cert = f"-----BEGIN CERTIFICATE-----\r\n{call.new_id('*64')}\r\n-----END CERTIFICATE-----\r\n"
    key = {"kid": kid, "cert": cert, "pkcs7": call.new_id("*64"), place: True, "revoked": False}
    key |= {"fingerprint": call.new_id("*40h"), "thumbprint": call.new_id("*40h")}
    call.store.put(SIGNING, kid, key)
    return key


def _moved_on(key: Object) -> Object:
    later = {"next": "current", "current": "previous"}
    return {later.get(name, name): value for name, value in key.items() if name != "previous"}


KEYS = Collection(
    path=ENCRYPTION,
    item="/keys/encryption/{kid}",
    id="kid",
    latest_first=True,
    absent=Absent("The encryption key does not exist.", "inexistent_encryption_key"),
)
KINDS = (
    KEYS,
    Collection(path=SIGNING, item="/keys/signing/{kid}", id="kid"),
    Document(path="/keys/custom-signing", absent=Absent("No custom signing keys found.")),
)
CALLS = {
    f"GET {ENCRYPTION}": encryption,
    f"POST {ENCRYPTION}": create,
    f"DELETE {ENCRYPTION}/{{kid}}": destroy,
    f"POST {ENCRYPTION}/rekey": rekey,
    f"POST {ENCRYPTION}/{{kid}}": bring,
    f"POST {ENCRYPTION}/{{kid}}/wrapping-key": wrapping_key,
    f"GET {SIGNING}": signing,
    f"GET {SIGNING}/{{kid}}": one_signing_key,
    f"POST {SIGNING}/rotate": rotate,
    f"PUT {SIGNING}/{{kid}}/revoke": revoke,
}
