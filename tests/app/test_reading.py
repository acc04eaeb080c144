"""What a plan reads, and how what was read is told apart."""

from typing import Any

import pytest

from deploy_cli.app.planning import PlanSettings, make_plan
from deploy_cli.app.reading import Wanted, read
from deploy_cli.core.address import Selection
from deploy_cli.core.plan import Plan
from deploy_cli.core.resource_type import Collection, ResourceType
from deploy_cli.core.tenant import DesiredTenant, Lifecycle
from deploy_cli.errors import ApiError, ConfigError, UsageError
from tests.app.scripted import ScriptedApi
from tests.core.toys import TYPES, address, desired_tenant

HAMMER = {"tool_id": "t1", "name": "hammer", "kind": "a"}
SAW = {"tool_id": "t2", "name": "saw", "kind": "a"}
RED = {"id": "b1", "name": "red", "owner": "t1"}


def api(**more: Any) -> ScriptedApi:
    tenant = {"api-tools": [HAMMER, SAW], "boxes": [RED], "labels": [{"id": "l1", "identifier": "urn:l"}]}
    return ScriptedApi(**{"tenant": tenant, **more})


def planned(desired: DesiredTenant, at: ScriptedApi, **settings: Any) -> Plan:
    return make_plan(desired, at, TYPES, PlanSettings(**settings))


def changes(plan: Plan) -> list[str]:
    return [f"{change.action} {change.address}" for change in plan.changes]


@pytest.mark.parametrize(
    ("bodies", "fetched"),
    [
        pytest.param({"labels/urn:l": {}}, ["labels"], id="a declared section and no other"),
        pytest.param({"boxes/red": {"size": 1}}, ["boxes"], id="no section that is not referred to"),
        pytest.param({"boxes/red": {"owner": "hammer"}}, ["boxes", "api-tools"], id="a section that is"),
        pytest.param(
            {"tools/hammer": {"label": "urn:l"}}, ["api-tools"], id="none that is referred to by its key"
        ),
        pytest.param(
            {"boxes/red": {"tools": ["hammer"]}},
            ["boxes", "api-tools", "boxes/b1/tools"],
            id="a child that is mentioned",
        ),
        pytest.param(
            {"boxes/red": {"tools": []}}, ["boxes", "api-tools", "boxes/b1/tools"], id="an empty one too"
        ),
        pytest.param(
            {"boxes/new": {"kind": "a", "tools": ["hammer"]}},
            ["boxes", "api-tools"],
            id="no child of what is not there",
        ),
        pytest.param(
            {"boxes/red": {"pages": []}},
            ["boxes", "boxes/b1/pages/front-page", "boxes/b1/pages/back-page"],
            id="each text that may be uploaded",
        ),
        pytest.param({"settings": {"a": 1}}, ["the/settings"], id="a singleton"),
        pytest.param({"letters/bye": {"body": "x"}}, ["letters/bye"], id="a document that is mentioned"),
        pytest.param(
            {"grants/hammer:urn:l": {"kind": "plain"}}, ["grants", "api-tools"], id="what names are made of"
        ),
    ],
)
def test_a_plan_reads_what_the_files_mention_and_nothing_else(
    bodies: dict[str, Any], fetched: list[str]
) -> None:
    at = api(tenant={"api-tools": [HAMMER], "boxes": [RED], "the/settings": {}, "letters/bye": {"body": "x"}})
    planned(desired_tenant(bodies), at)

    assert at.fetched == fetched


def test_a_section_without_resources_is_read_too() -> None:
    at = api()
    plan = planned(desired_tenant({}, sections=["tools"]), at)

    assert at.fetched == ["api-tools"]
    assert len(plan.unmanaged) == 2


def test_a_list_that_two_sections_share_is_read_once() -> None:
    def of(shape: str) -> Collection:
        return Collection(section=shape, title="x", path="shapes", where=lambda raw: raw["shape"] == shape)

    types: dict[str, ResourceType] = {"round": of("round"), "square": of("square")}
    at = ScriptedApi(
        {"shapes": [{"id": "1", "name": "a", "shape": "round"}, {"id": "2", "name": "a", "shape": "square"}]}
    )
    live = read(Wanted(bodies={"round": {}, "square": {}}), types, at)

    assert at.fetched == ["shapes"]
    assert {str(at): [one.id for one in lives] for at, lives in live.resources.items()} == {
        "round/a": ["1"],
        "square/a": ["2"],
    }


def test_only_selected_sections_are_read() -> None:
    at = api()
    planned(
        desired_tenant({"tools/hammer": {}, "labels/urn:l": {}, "boxes/red": {"owner": "hammer"}}),
        at,
        selection=Selection(only=("labels",)),
    )

    assert at.fetched == ["labels"]


@pytest.mark.parametrize(
    "settings", [{"selection": Selection(only=("tools/hamer",))}, {"write_secrets": ("tool",)}]
)
def test_what_selects_nothing_is_refused_before_anything_is_read(settings: dict[str, Any]) -> None:
    at = api()
    with pytest.raises(UsageError, match="nothing in the files matches"):
        planned(desired_tenant({"tools/hammer": {}}), at, **settings)

    assert at.fetched == []


def test_what_is_to_be_pruned_can_be_selected() -> None:
    desired = desired_tenant({"tools/hammer": {}}, prune=["tools"])

    assert changes(planned(desired, api(), selection=Selection(only=("tools/saw",)))) == ["delete tools/saw"]
    with pytest.raises(UsageError, match="tools/axe"):
        planned(desired, api(), selection=Selection(only=("tools/axe",)))


def test_ids_are_compared_as_names() -> None:
    assert changes(planned(desired_tenant({"boxes/red": {"owner": "hammer"}}), api())) == []
    assert changes(planned(desired_tenant({"boxes/red": {"owner": "saw"}}), api())) == ["update boxes/red"]


def test_what_refers_to_something_renamed_does_not_change() -> None:
    desired = desired_tenant(
        {"tools/mallet": {"name": "mallet"}, "boxes/red": {"owner": "mallet"}},
        lifecycles={"tools/mallet": Lifecycle(renamed_from="hammer")},
    )

    assert changes(planned(desired, api())) == ["rename tools/mallet"]


def test_it_does_not_change_where_the_renamed_one_is_not_selected() -> None:
    desired = desired_tenant(
        {"tools/mallet": {"name": "mallet"}, "boxes/red": {"owner": "mallet"}, "grants/mallet:urn:l": {}},
        lifecycles={"tools/mallet": Lifecycle(renamed_from="hammer")},
    )
    at = api()
    at.tenant["grants"] = [{"id": "g1", "tool_id": "t1", "label": "urn:l"}]

    assert changes(planned(desired, at, selection=Selection(only=("boxes", "grants")))) == []


def test_a_name_means_the_resource_that_is_pinned_under_it() -> None:
    at = api()
    at.tenant["api-tools"] = [HAMMER, {**HAMMER, "tool_id": "t9"}]
    desired = desired_tenant(
        {"tools/hammer": {"name": "hammer"}, "boxes/red": {"owner": "hammer"}}, pins={"tools/hammer": "t9"}
    )
    plan = planned(desired, at)

    assert changes(plan) == ["update boxes/red"]
    assert plan.names.ids(["tools"], "hammer") == ("t9",)
    assert plan.changes[0].edits[0].before == "t1"


def test_two_of_a_name_are_a_question_and_a_pin_is_the_answer() -> None:
    at = api()
    at.tenant["api-tools"] = [HAMMER, {**HAMMER, "tool_id": "t9"}]

    with pytest.raises(ConfigError) as caught:
        planned(desired_tenant({"tools/hammer": {}}), at)
    assert [problem.rule for problem in caught.value.problems] == ["ambiguous-name"]
    assert changes(planned(desired_tenant({"tools/hammer": {}}, pins={"tools/hammer": "t9"}), at)) == []


def test_every_problem_is_told_at_once() -> None:
    desired = desired_tenant(
        {"boxes/red": {"owner": "hamer"}, "boxes/blue": {"owner": "nobody"}, "tools/new": {}}
    )

    with pytest.raises(ConfigError) as caught:
        planned(desired, api())
    assert [(problem.address, problem.rule) for problem in caught.value.problems] == [
        ("boxes/red", "unknown-reference"),
        ("boxes/blue", "unknown-reference"),
        ("tools/new", "required-on-create"),
    ]
    assert caught.value.problems[0].hint == "did you mean `hammer`?"


def test_a_reference_to_what_is_new_and_not_selected_is_refused() -> None:
    desired = desired_tenant({"tools/new": {"name": "new", "kind": "a"}, "boxes/red": {"owner": "new"}})

    with pytest.raises(ConfigError) as caught:
        planned(desired, api(), selection=Selection(only=("boxes",)))
    assert caught.value.problems[0].hint == "select `tools/new` as well"
    assert changes(planned(desired, api())) == ["update boxes/red", "create tools/new"]


def test_every_refusal_is_told_at_once() -> None:
    desired = desired_tenant(
        {"tools/hammer": {"kind": "b"}, "tools/saw": {}},
        lifecycles={"tools/saw": Lifecycle(absent=True, protect=True)},
    )

    plan = planned(desired, api())

    assert [refusal.address for refusal in plan.refusals] == ["tools/hammer", "tools/saw"]
    assert changes(plan) == ["delete tools/hammer", "create tools/hammer", "delete tools/saw"]


def test_a_create_only_field_changes_where_its_address_is_allowed() -> None:
    desired = desired_tenant({"tools/hammer": {"name": "hammer", "kind": "b"}})

    assert changes(planned(desired, api(), allow_replace=("tools/hammer",))) == [
        "delete tools/hammer",
        "create tools/hammer",
    ]


def test_the_tools_own_client_and_what_belongs_to_it_are_never_touched() -> None:
    at = api(client_id="t1")
    at.tenant["grants"] = [{"id": "g1", "tool_id": "t1", "label": "urn:l"}]
    desired = desired_tenant({}, sections=["tools", "grants"], prune=["tools", "grants"])

    assert changes(planned(desired, at)) == ["delete tools/saw"]
    with pytest.raises(ConfigError) as caught:
        planned(desired_tenant({"tools/hammer": {"note": "ours"}}), at)
    assert caught.value.problems[0].rule == "untouchable"


def test_the_tools_own_client_may_be_described_as_it_is() -> None:
    plan = planned(desired_tenant({"tools/hammer": {"name": "hammer"}}), api(client_id="t1"))

    assert (changes(plan), plan.unchanged) == ([], 1)


def test_the_tools_own_client_stays_switched_on_where_files_do_not_name_it() -> None:
    at = api(client_id="t1")
    at.tenant["boxes/b1/tools"] = [{"tool_id": "t1"}, {"tool_id": "t2"}]
    plan = planned(desired_tenant({"boxes/red": {"tools": []}}), at)

    assert [edit.before for edit in plan.changes[0].edits] == ["saw"]


@pytest.mark.parametrize(
    ("path", "bodies"),
    [
        ("boxes", {"boxes/red": {}}),
        ("boxes/b1/tools", {"boxes/red": {"tools": []}}),
        ("shields/u", {"shields/upper": {}}),
    ],
)
def test_what_the_tenant_does_not_have_is_told_in_the_words_of_auth0(
    path: str, bodies: dict[str, Any]
) -> None:
    with pytest.raises(ConfigError) as caught:
        planned(desired_tenant(bodies), api(unavailable={path: "not in your subscription"}))

    assert caught.value.problems[0].message == "not available in this tenant: not in your subscription"


def test_a_document_that_can_be_created_may_be_missing_and_another_may_not() -> None:
    assert changes(planned(desired_tenant({"letters/bye": {"body": "x"}}), api())) == ["create letters/bye"]
    with pytest.raises(ConfigError) as caught:
        planned(desired_tenant({"shields/upper": {"on": True}}), api())
    assert "does not exist" in caught.value.problems[0].message


def test_an_answer_that_makes_no_sense_is_an_error_of_the_api() -> None:
    with pytest.raises(ApiError, match="without `tool_id`"):
        planned(desired_tenant({"tools/hammer": {}}), ScriptedApi({"api-tools": [{"name": "hammer"}]}))


def test_an_error_of_the_api_passes_through() -> None:
    class Broken(ScriptedApi):
        def fetch(self, reads: Any) -> Any:
            raise ApiError("no")

    with pytest.raises(ApiError, match="no"):
        planned(desired_tenant({"tools/hammer": {}}), Broken())


def test_the_plan_knows_what_it_was_made_from() -> None:
    plan = planned(desired_tenant({"tools/hammer": {}}), api())

    assert (plan.domain, plan.environment, plan.source_digest) == ("acme.example", "test", "sha256:files")
    assert plan.names.ids(["tools"], "saw") == ("t2",)
    assert plan.unchanged == 1
    assert address("tools/hammer") not in {change.address for change in plan.changes}
