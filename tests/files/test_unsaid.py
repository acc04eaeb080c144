"""Secrets for which nothing says what their keyword stands for stay as the tenant has them."""

from deploy_cli.app.desired import divide
from deploy_cli.core.address import Address
from deploy_cli.resources import ALL

from .conftest import Load, Problems

FILE = """\
clients: [{name: A, client_secret: "##A_SECRET##"}]
attackProtection:
  captcha:
    recaptcha_enterprise: {site_key: k, api_key: '##API_KEY##', project_id: "##PROJECT##"}
actions:
  - name: Greet
    supported_triggers: [{id: post-login, version: v3}]
    secrets: [{name: ONE, value: ##ONE##}, {name: TWO, value: _VALUE_NOT_SHOWN_}]
"""


def test_they_are_not_mentioned_and_named_with_their_places(loaded: Load) -> None:
    files = loaded(FILE)

    bodies = {str(address): one.body for address, one in divide(files, ALL).resources.items()}
    assert bodies["clients/A"] == {"name": "A"}
    assert bodies["attackProtection/captcha"] == {"recaptcha_enterprise": {"site_key": "k"}}
    assert bodies["actions/Greet"]["secrets"] == [{"name": "ONE"}, {"name": "TWO"}]
    assert files.notes == (
        "4 secrets stay as in the tenant, as nothing says what the keyword stands for:"
        " `A_SECRET` (tenant.yaml:1:36), `PROJECT` (tenant.yaml:4:77), `API_KEY` (tenant.yaml:4:50),"
        " `ONE` (tenant.yaml:8:34)",
    )


def test_what_is_said_is_taken(loaded: Load) -> None:
    files = loaded(FILE, environ={"A_SECRET": "s", "API_KEY": "k", "PROJECT": "p", "ONE": "one"})

    body = divide(files, ALL).resources[Address("clients", "A")].body
    assert (body["client_secret"].reveal(), files.notes) == ("s", ())


def test_a_part_of_a_text_and_a_reference_of_ours_must_be_said(problems: Problems) -> None:
    told = problems("clients: [{name: A, client_secret: 'a-##B##'}, {name: C, client_secret: $(secret:D)}]\n")

    assert [line.partition(" (")[0] for line in told] == [
        "tenant.yaml:1:39 clients/A: the keyword `B` stands for nothing",
        "tenant.yaml:1:73 clients/C: the secret `D` is not defined",
    ]
