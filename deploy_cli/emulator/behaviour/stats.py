"""Statistics of a tenant that nobody logs in to."""

from deploy_cli.emulator.call import Answer, Call


def active_users(call: Call) -> Answer:
    """How many users logged in within the last thirty days."""
    return call.answer(0)


def daily(call: Call) -> Answer:
    """Logins by day."""
    return call.answer([])


CALLS = {"GET /stats/active-users": active_users, "GET /stats/daily": daily}
