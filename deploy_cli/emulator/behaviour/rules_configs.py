"""Configuration values of rules (at their end of life): set, never shown."""

from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Collection


def put(call: Call) -> Answer:
    """Set a value; this answer is the only one that shows it."""
    key = call.values[0]
    call.store.put(CONFIGS.path, key, {"key": key})
    return call.answer({"key": key, **call.sent()})


CONFIGS = Collection(path="/rules-configs", item="/rules-configs/{key}", id="key", forgiving=True)
KINDS = (CONFIGS,)
CALLS = {"PUT /rules-configs/{key}": put}
