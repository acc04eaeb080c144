"""What `exclude` and `include` of the official tool leave alone."""

from .conftest import Load, Problems

FILE = """\
exclude: {clients: [Legacy], rules: [old], defaults: [emailProvider]}
include: {connections: [social]}
clients:
  - {name: Legacy, app_type: not looked at, client_secret: $(secret:NOWHERE)}
  - {name: Shop, app_type: spa}
clientGrants:
  - {client_id: Legacy, audience: https://a, scope: []}
  - {client_id: Shop, audience: https://a, scope: []}
connections:
  - {name: other, strategy: google-oauth2}
  - {name: social, strategy: google-oauth2}
roles: [{name: Legacy}]
"""


def test_what_is_excluded_is_left_alone_and_so_is_what_is_told_apart_by_it(loaded: Load) -> None:
    files = loaded(FILE)

    assert {section: len(value) for section, value in files.sections.items()} == {
        "clients": 1,
        "clientGrants": 1,
        "connections": 1,
        "roles": 1,
    }
    assert files.sections["connections"][0]["name"] == "social"
    assert files.notes == (
        "left alone, as `exclude` says: `Legacy` in `clients`",
        "left alone, as `include` says: everything but `social` in `connections`",
    )


def test_places_stay_right_after_something_was_left_out(loaded: Load) -> None:
    assert str(loaded(FILE).locate(("clients", 0, "name"))) == "tenant.yaml:5:12"


def test_nothing_of_it_may_be_pruned(problems: Problems) -> None:
    told = problems("environment: {prune: [clients]}\nexclude: {clients: [A]}\nclients: []\n")

    assert told == [
        "tenant.yaml:2:11 -: `prune` covers `clients`, of which some is to be left alone"
        " (take it out of `prune`, or describe what is to stay with `lifecycle: {protect: true}`)"
    ]


def test_what_is_no_list_of_names_is_told(problems: Problems) -> None:
    assert problems("exclude: {clients: Legacy}\ninclude: [a]\n") == [
        "tenant.yaml:1:11 -: `exclude.clients` is not a list of names (write `[Legacy]`)",
        "tenant.yaml:2:1 -: `include` is not an object (write lists of names: `clients: [Legacy]`)",
    ]


def test_empty_lists_and_nulls_leave_nothing_out(loaded: Load) -> None:
    files = loaded("exclude: {clients: []}\ninclude:\nclients: [{name: A}]\n")

    assert (files.sections["clients"], files.notes) == ([{"name": "A"}], ())


def test_settings_of_the_official_tool_that_select_are_named(loaded: Load) -> None:
    environ = {"AUTH0_EXCLUDED_CLIENTS": '["A"]', "AUTH0_INCLUDED_ONLY": "[]"}

    assert loaded("clients: []\n", environ=environ).notes == (
        "AUTH0_EXCLUDED_CLIENTS is not read: use `--exclude ADDRESS`, `--only ADDRESS`, or `exclude` in a tenant file",
    )
