"""Tickets: links for one use."""

from deploy_cli.emulator.call import Answer, Call


def ticket(call: Call) -> Answer:
    """A link that a user would get by mail."""
    return call.answer({"ticket": f"https://{call.tenant.domain}/lo/ticket?ticket={call.new_id('*32')}"})


CALLS = {"POST /tickets/email-verification": ticket, "POST /tickets/password-change": ticket}
