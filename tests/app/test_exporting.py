"""Exporting: a live tenant as sections of a tenant file."""

from dataclasses import dataclass, field
from typing import Any

from deploy_cli.app.exporting import Exported, export
from deploy_cli.core.address import Address, Selection
from deploy_cli.core.values import Value
from tests.app.scripted import ScriptedApi
from tests.core.toys import TYPES


@dataclass
class AllButExtra:
    """A schema that knows every field but ``extra``."""

    asked: list[str] = field(default_factory=list)

    def conform(self, address: Address, value: Value) -> tuple[Value, tuple[str, ...]]:
        self.asked.append(str(address))
        if isinstance(value, dict) and "extra" in value:
            return {key: item for key, item in value.items() if key != "extra"}, ("extra",)
        return value, ()


def exported(tenant: dict[str, Any], selection: Selection = Selection(), **more: Any) -> Exported:  # noqa: B008
    return export(ScriptedApi(tenant, **more), TYPES, AllButExtra(), selection)


TENANT = {
    "api-tools": [
        {
            "tool_id": "t2",
            "name": "saw",
            "stamp": 1,
            "secret": "hush",
            "password": "hush",
            "best_friend": "t1",
        },
        {"tool_id": "t1", "name": "hammer", "text": "", "replaced": {"x": 1, "key": "hush", "stamp": 2}},
    ],
    "boxes": [{"id": "b1", "name": "red", "owner": "t1", "extra": 1}],
    "boxes/b1/tools": [{"tool_id": "t2"}],
    "boxes/b1/pages/front-page": {"body": "<p>"},
    "the/settings": {"a": 1},
    "letters/hello": {"letter": "hello", "body": "x"},
    "shields/u": {"on": True},
}


def test_resources_are_exported_sorted_with_names_for_ids_and_without_what_is_read_only_or_secret() -> None:
    sections = exported(TENANT).sections

    assert sections["tools"] == [
        {"name": "hammer", "replaced": {"x": 1}},
        {"name": "saw", "best_friend": "hammer"},
    ]
    assert "hush" not in str(sections)


def test_children_stand_in_their_resource() -> None:
    (red,) = exported(TENANT).sections["boxes"]

    assert red["tools"] == ["saw"]
    assert red["owner"] == "hammer"
    assert red["pages"] == [{"page": "front_page", "body": "<p>"}]


def test_documents_and_singletons_have_the_form_that_files_use() -> None:
    sections = exported(TENANT).sections

    assert sections["settings"] == {"a": 1}
    assert sections["letters"] == [{"letter": "hello", "body": "x"}]
    assert sections["shields"] == {"upper": {"on": True}}


def test_what_files_cannot_hold_is_said() -> None:
    assert [note for note in exported(TENANT).notes if "cannot hold" in note] == [
        "boxes/red: tenant files cannot hold `extra`"
    ]


def test_what_the_tenant_does_not_have_is_said_and_left_out() -> None:
    result = exported(TENANT, unavailable={"shields/u": "not in your plan", "boxes": "not for you"})

    assert "boxes: not available in this tenant: not for you" in result.notes
    assert "shields/upper: not available in this tenant: not in your plan" in result.notes
    assert "shields" not in result.sections


def test_only_what_is_selected_is_read_and_exported() -> None:
    api = ScriptedApi(TENANT)
    result = export(api, TYPES, AllButExtra(), Selection(only=("tools/saw",)))

    assert result.sections == {"tools": [{"name": "saw", "best_friend": "hammer"}]}
    assert "the/settings" not in api.fetched


def test_one_of_two_of_a_name_is_told_by_its_id() -> None:
    tenant = {"api-tools": [{"tool_id": "t1", "name": "hammer"}, {"tool_id": "t2", "name": "hammer"}]}

    assert exported(tenant).sections["tools"] == [
        {"tool_id": "t1", "name": "hammer"},
        {"tool_id": "t2", "name": "hammer"},
    ]


def test_the_tool_does_not_export_itself() -> None:
    assert [tool["name"] for tool in exported(TENANT, client_id="t1").sections["tools"]] == ["saw"]


def test_an_empty_tenant_has_empty_lists_and_no_documents() -> None:
    assert exported({}).sections == {"boxes": [], "grants": [], "labels": [], "tools": []}
