"""Signs saved plans, so that one that was changed on its way is refused. Pure: no I/O, no clock, no log."""

import hashlib
import hmac
from typing import Final

from deploy_cli.core.values import Object, Secret, canonical

FIELD: Final = "signature"

_PURPOSE: Final = "deploy-cli plan\n"
"""Stands before what is signed, so that no signature of anything else passes for one of a plan."""


def signature_of(plan: Object, key: Secret) -> str:
    """Return ``hmac-sha256:…`` over everything that ``plan`` holds but its signature, in one canonical spelling."""
    signed = _PURPOSE + canonical({name: value for name, value in plan.items() if name != FIELD})
    digest = hmac.new(_bytes(key.reveal()), _bytes(signed), hashlib.sha256)
    return f"hmac-sha256:{digest.hexdigest()}"


def signed(plan: Object, key: Secret | None) -> Object:
    """Return ``plan`` with its signature; without a key as it is."""
    return plan if key is None else {**plan, FIELD: signature_of(plan, key)}


def is_signed_with(plan: Object, key: Secret) -> bool:
    """Tell whether ``plan`` is what somebody who has the key signed; takes the same time for any answer."""
    found = plan.get(FIELD)
    return isinstance(found, str) and hmac.compare_digest(_bytes(found), _bytes(signature_of(plan, key)))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
