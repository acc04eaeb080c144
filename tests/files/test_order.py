"""Fields have a canonical order."""

from deploy_cli.files.order import ordered
from deploy_cli.files.schemas import shipped
from deploy_cli.resources import ALL


def keys(section: str, value: object) -> list[str]:
    found = ordered(value, ALL[section], shipped())
    return list(found[0] if isinstance(found, list) else found)


def test_what_tells_a_resource_apart_comes_first() -> None:
    assert keys("clients", [{"callbacks": [], "app_type": "spa", "name": "A"}])[0] == "name"
    assert keys("clientGrants", [{"scope": [], "audience": "a", "client_id": "c"}])[:2] == [
        "client_id",
        "audience",
    ]
    assert keys("emailTemplates", [{"body": "", "template": "verify_email"}]) == ["template", "body"]


def test_fields_inside_of_fields_have_the_order_of_the_schema() -> None:
    block = {"token_lifetime": 1, "leeway": 0, "rotation_type": "rotating"}
    client = ordered([{"refresh_token": block, "name": "A"}], ALL["clients"], shipped())[0]
    schema, _ = shipped().resolve("#/$defs/resource", "clients.json")
    known = schema["properties"]["refresh_token"]
    while "$ref" in known:
        known, _ = shipped().resolve(known["$ref"], "clients.json")

    assert list(client["refresh_token"]) == sorted(block, key=list(known["properties"]).index)


def test_keys_of_people_are_in_the_order_of_the_alphabet() -> None:
    client = ordered([{"name": "A", "client_metadata": {"b": "1", "a": "2"}}], ALL["clients"], shipped())[0]

    assert list(client["client_metadata"]) == ["a", "b"]


def test_lists_keep_their_order_and_nothing_is_lost() -> None:
    value = {
        "post-login": [{"display_name": "x", "action_name": "b"}, {"action_name": "a"}],
        "unknown": {"z": [3, 1]},
    }

    found = ordered(value, ALL["triggers"], shipped())

    assert found == value
    assert list(found["post-login"][0]) == ["action_name", "display_name"]
