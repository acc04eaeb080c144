"""The ways in which lists come."""

import pytest

from tests.emulator.tenant import Tenant


@pytest.fixture
def roles(tenant: Tenant) -> Tenant:
    for letter in "edcba":
        tenant.made("/roles", {"name": letter})
    return tenant


def test_without_totals_a_list_is_bare(roles: Tenant) -> None:
    assert [role["name"] for role in roles.get("/roles").body] == list("abcde")


def test_with_totals_it_says_where_it_is(roles: Tenant) -> None:
    body = roles.get("/roles", per_page=2, page=1, include_totals="true").body

    assert [role["name"] for role in body.pop("roles")] == ["c", "d"]
    assert body == {"start": 2, "limit": 2, "total": 5}


def test_totals_count_what_the_filter_leaves(roles: Tenant) -> None:
    assert roles.get("/roles", name_filter="B", include_totals="true").body["total"] == 1


def test_a_checkpoint_leads_to_the_next_page_until_there_is_none(tenant: Tenant) -> None:
    for number in range(5):
        tenant.made("/organizations", {"name": f"org-{number}"})

    names, query = [], {"take": 2}
    while True:
        body = tenant.get("/organizations", **query).body
        names.append([one["name"] for one in body["organizations"]])
        if "next" not in body:
            break
        query = {"take": 2, "from_": body["next"]}

    assert names == [["org-0", "org-1"], ["org-2", "org-3"], ["org-4"]]


def test_a_checkpoint_wins_over_pages(tenant: Tenant) -> None:
    body = tenant.get("/client-grants", take=10, include_totals="true", per_page=5).body

    assert body.keys() == {"client_grants"}


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        (None, ["b", "c", "a"]),
        ("name:1", ["a", "b", "c"]),
        ("name:-1", ["c", "b", "a"]),
        ("nonsense", ["b", "c", "a"]),
    ],
)
def test_a_list_is_sorted_as_it_is_asked_to_be(tenant: Tenant, sort: str | None, names: list[str]) -> None:
    for name in "bca":
        tenant.made("/organizations", {"name": name})

    listed = tenant.get("/organizations", **({"sort": sort} if sort else {})).body

    assert [one["name"] for one in listed] == names


@pytest.mark.parametrize("cursor", ["!", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "é"])
def test_a_made_up_checkpoint_is_refused(tenant: Tenant, cursor: str) -> None:
    assert tenant.get("/organizations", take=2, from_=cursor).status == 400


def test_the_actions_service_leaves_out_what_is_zero(tenant: Tenant) -> None:
    assert tenant.get("/actions/actions", per_page=100).body == {"actions": [], "per_page": 100}


def test_the_last_page_of_members_still_leads_to_an_empty_one(tenant: Tenant) -> None:
    org = tenant.made("/organizations", {"name": "acme"})["id"]
    user = tenant.made(
        "/users",
        {"connection": "Username-Password-Authentication", "email": "a@example.com", "password": "x"},
    )["user_id"]
    tenant.post(f"/organizations/{org}/members", {"members": [user]})

    first = tenant.get(f"/organizations/{org}/members", take=100).body
    last = tenant.get(f"/organizations/{org}/members", take=100, from_=first["next"]).body

    assert [one["user_id"] for one in first["members"]] == [user]
    assert last == {"members": []}


def test_pages_end_after_a_thousand_where_checkpoints_exist(tenant: Tenant) -> None:
    assert tenant.get("/connections", page=9, per_page=100).status == 200
    assert tenant.get("/connections", page=10, per_page=100).status == 400
    assert tenant.get("/clients", page=10, per_page=100).status == 200


def test_fields_are_chosen_or_left_out(tenant: Tenant) -> None:
    chosen = tenant.get("/clients", fields="name,app_type", include_fields="true", is_global="false").body
    left = tenant.get("/clients", fields="name", include_fields="false", is_global="false").body

    assert chosen[0].keys() == {"tenant", "name", "app_type"}
    assert "name" not in left[0]
    assert "client_id" in left[0]
