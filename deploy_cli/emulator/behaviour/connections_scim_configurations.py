"""The SCIM configurations of all connections."""

from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.paging import paged_items


def index(call: Call) -> Answer:
    """A page of them."""
    return call.answer(paged_items(call, call.store.page("/connections/{id}/scim-configuration")))


CALLS = {"GET /connections-scim-configurations": index}
