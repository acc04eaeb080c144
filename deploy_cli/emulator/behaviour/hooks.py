"""Hooks and their secrets (at their end of life)."""

from deploy_cli.emulator import collection
from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Collection, Document, Unique
from deploy_cli.emulator.refusal import conflict

MASK = "_VALUE_NOT_SHOWN_"
SECRETS = "/hooks/{id}/secrets"


def secrets(call: Call) -> Answer:
    """The names of a hook's secrets."""
    return call.answer(dict.fromkeys(_known(call), MASK))


def add_secrets(call: Call) -> Answer:
    """Add secrets that are not there yet."""
    if _known(call).keys() & call.sent().keys():
        raise conflict("Secret with the same name already exists.")
    return put_secrets(call)


def put_secrets(call: Call) -> Answer:
    """Set secrets; the others stay."""
    call.store.put(SECRETS, f"{call.values[0]}/", _known(call) | call.sent())
    return call.answer({})


def remove_secrets(call: Call) -> Answer:
    """Remove secrets by name."""
    kept = {name: value for name, value in _known(call).items() if name not in call.body}
    call.store.put(SECRETS, f"{call.values[0]}/", kept)
    return call.answer()


def update(call: Call) -> Answer:
    """Change a hook."""
    return Answer(200, collection.update(call, HOOKS).body)


def _known(call: Call) -> dict[str, str]:
    return call.store.get(SECRETS, f"{call.values[0]}/") or {}


HOOKS = Collection(
    path="/hooks",
    form="01*24u",
    absent=Absent("Hook not found.", "inexistent_hook"),
    defaults={"dependencies": {}, "enabled": False},
    unique=(Unique(("name",), "Hook with the same name already exists.", "hook_conflict"),),
    forgiving=True,
)
KINDS = (HOOKS, Document(path=SECRETS, initial={}))
CALLS = {
    f"GET {SECRETS}": secrets,
    f"POST {SECRETS}": add_secrets,
    f"PATCH {SECRETS}": put_secrets,
    f"DELETE {SECRETS}": remove_secrets,
    "PATCH /hooks/{id}": update,
}
