"""What Auth0 answers can stand in a tenant file: exports of the official tool hold most of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.schemas.conftest import Call, Judge

READS = {
    "clients": (r"clients/[^/]+", "name"),
    "resourceServers": (r"resource-servers/[^/]+", "identifier"),
    "clientGrants": (r"client-grants/[^/]+", "audience"),
    "roles": (r"roles/[^/]+", "name"),
    "organizations": (r"organizations/[^/]+", "name"),
    "actions": (r"actions/actions/[^/]+", "name"),
}


@pytest.mark.parametrize("section", READS)
def test_a_recorded_answer_is_accepted(section: str, recorded: tuple[Call, ...], judge: Judge) -> None:
    """Answers that were cut down to some fields have no identity and are left out."""
    path, identity = READS[section]
    answers = {
        call.place: call.response
        for call in recorded
        if call.method == "GET" and re.fullmatch(path, call.path) and identity in call.response
    }
    assert answers
    refused = {place: judge.complaints(section, answer) for place, answer in answers.items()}
    assert {place: found for place, found in refused.items() if found} == {}


def test_what_nobody_can_write_is_marked(recorded: tuple[Call, ...], judge: Judge) -> None:
    """A field that every client of a tenant has, and no recorded write sends, is read-only or ours to leave alone."""
    fields = judge.document("clients")["$defs"]["resource"]["properties"]
    read_only = {name for name, schema in fields.items() if schema.get("readOnly")}
    sent = {
        field
        for call in recorded
        if call.method in {"POST", "PATCH"} and re.fullmatch(r"clients(/[^/]+)?", call.path)
        for field in call.request or ()
    }
    assert not sent & read_only
    assert {"signing_keys", "tenant", "global"} <= read_only
