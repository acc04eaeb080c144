"""However files spell a tenant: an export keeps what they say, and formatting changes nothing of what they mean."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import assume, event, given, note, settings
from hypothesis import strategies as st

from deploy_cli import resources
from deploy_cli.core.diff import Rules, diff
from deploy_cli.core.likeness import differing
from deploy_cli.core.plan import Change
from deploy_cli.core.report import Report
from deploy_cli.core.tenant import DesiredTenant, Guardrails
from deploy_cli.errors import ConfigError, UsageError
from deploy_cli.files.adoption import adopt
from deploy_cli.files.formatting import Formatter
from deploy_cli.files.schemas import shipped
from deploy_cli.files.updating import Updated
from tests.emulated import EmulatedTenant, loaded
from tests.properties.laws import EMPTIED, told
from tests.properties.projects import Project, Sections, block, bodies, lifetimes, official_projects, projects
from tests.properties.spelling import Hidden, identity
from tests.properties.tenants import desired
from tests.properties.test_laws import CI, LONG

SPELLED = settings(CI, print_blob=True)
LONGER = settings(LONG, print_blob=True, max_examples=2_000)

KEPT = re.compile(
    "is left as it is: |secrets are never written|is in the files and not in the tenant|tenant files cannot hold"
)
"""How an export says that the files will still differ from the tenant."""


@st.composite
def moves(draw: st.DrawFn, project: Project) -> Sections:
    """Draw what somebody does to the tenant: new values, and resources that come and go."""
    other = draw(bodies())
    moved: Sections = {}
    alike = draw(st.none() | lifetimes())
    for section, value in project.means.items():
        if isinstance(value, dict):
            moved[section] = value | other.get(section, {})
            continue
        spare = [*other.get(section, ())]
        kept = [_changed(draw, section, body, spare) for body in value if draw(st.integers(0, 5)) < 5]
        if section == "clients":
            for body in kept:
                if alike is not None and draw(st.integers(0, 4)) < 4:
                    body["refresh_token"] = block(alike)
                elif draw(st.integers(0, 3)) == 3:
                    body["refresh_token"] = block(draw(lifetimes()))
        names = {identity(section, body) for body in kept}
        kept += [body for body in spare if identity(section, body) not in names and draw(st.booleans())]
        moved[section] = kept
    return moved


def _changed(
    draw: st.DrawFn, section: str, body: dict[str, Any], spare: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return a resource with some of the values of another one, its identity kept."""
    if not spare or draw(st.booleans()):
        return {**body}
    other = draw(st.sampled_from(spare))
    fixed = {"name", "identifier", "template", "strategy"} if section != "resourceServers" else {"identifier"}
    taken = {key: item for key, item in other.items() if key not in fixed and draw(st.booleans())}
    return {**body, **taken}


@st.composite
def stories(draw: st.DrawFn) -> tuple[Project, Sections]:
    project = draw(projects())
    return project, draw(moves(project))


def an_export_keeps_what_files_say(story: tuple[Project, Sections]) -> None:
    project, moved = story
    note(project.told)
    note(f"moved: {json.dumps(revealed(moved), ensure_ascii=False)}")
    tenant = EmulatedTenant()
    with TemporaryDirectory() as home:
        target = project.written(Path(home))
        wanted = said(target, project)
        holds_what_is_meant(project, wanted)
        assume(tenant.plan(wanted, EMPTIED).refusals == ())
        report = tenant.apply(wanted, EMPTIED)
        note(_failures(report))
        event("refused" if report.failed else "applied")
        assume(report.failed == ())
        assert told(tenant.plan(wanted)) == []
        before = contents(Path(home))
        tenant.update(target, environ=project.environ)
        assert contents(Path(home)) == before

        lists = tuple(section for section, value in moved.items() if isinstance(value, list))
        other = tolerant(desired(revealed(moved), prune=lists))
        assume(tenant.plan(other, EMPTIED).refusals == ())
        report = tenant.apply(other, EMPTIED)
        event("not moved" if report.failed else "moved")
        note(_failures(report))
        event(f"changed: {min(len(report.done), 3)}")
        edited = {(str(c.address), e.field) for c in tenant.plan(wanted).changes for e in c.edits}
        edited |= {(str(c.address), "") for c in tenant.plan(wanted).changes}
        try:
            updated = tenant.update(target, environ=project.environ)
        except UsageError as error:
            event(f"refused: {error.summary[:20]}")
            assert contents(Path(home)) == before
            return
        after = contents(Path(home))
        note(
            "\n".join(
                f"--- {name}\n{after[name].decode()}" for name in after if after[name] != before.get(name)
            )
        )
        note("\n".join(updated.notes))
        again = said(target, project)
        holds_what_is_live(tenant, again, updated)
        holds_what_is_remarked(project, edited, before, after, updated)
        holds_secrets(project, moved, before, after)
        tenant.update(target, environ=project.environ)
        assert contents(Path(home)) == after


def formatting_changes_nothing(project: Project) -> None:
    note(project.told)
    with TemporaryDirectory() as home:
        target = project.written(Path(home))
        was = said(target, project)
        formatter = Formatter(resources.ALL, shipped(), project.environ)
        files = formatter.files([Path(home)])
        for file in files:
            event("left" if file.left else "formatted")
            file.path.write_bytes(file.content)
        note("\n".join(f"--- {file.path.name}\n{file.after}" for file in files))
        now = said(target, project)
        assert {a: one.body for a, one in now.resources.items()} == {
            a: one.body for a, one in was.resources.items()
        }
        assert marks(project, contents(Path(home))) == Counter([*project.owners])
        assert [str(f.path) for f in formatter.files([Path(home)]) if f.after != f.before] == []


def said(target: Path, project: Project) -> DesiredTenant:
    try:
        return tolerant(loaded(target, project.environ))
    except ConfigError as error:
        note(str(error.problems))
        raise


def tolerant(wanted: DesiredTenant) -> DesiredTenant:
    """Let no guardrail refuse what chance draws; what it refuses all the same is left to other laws."""
    guardrails = Guardrails(profile="development")
    return replace(wanted, environment=replace(wanted.environment, guardrails=guardrails))


def grouping_changes_nothing(project: Project) -> None:
    """Layers that lie over each other one by one come to what they come to in one row."""
    note(project.told)
    with TemporaryDirectory() as home:
        one = said(project.written(Path(home)), project)
        other = said(replace(project, files=project.regrouped).written(Path(home)), project)
    assert {a: known.body for a, known in one.resources.items()} == {
        a: known.body for a, known in other.resources.items()
    }
    assert [*one.resources] == [*other.resources]


def adoption_changes_nothing(project: Project) -> None:
    """What `init --from` makes of the official tool's format says the same."""
    note(project.told)
    with TemporaryDirectory() as home:
        source = project.written(Path(home)) / "tenant.yaml"
        result = adopt(source, resources.ALL, shipped(), environ=project.environ, name="prod", domain=None)
        for name, content in result.files.items():
            path = Path(home, "adopted", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            note(f"--- {name}\n{content.decode()}")
        was = said(source, project)
        assert was.resources
        assert differing(was, said(Path(home, "adopted"), project)) == ()
        told = "\n".join(content.decode() for content in result.files.values())
        assert [text for text in project.owners if text.startswith("note") and told.count(text) != 1] == []
        assert [text for text in _secrets(project.means) if text in told] == []


def holds_what_is_meant(project: Project, wanted: DesiredTenant) -> None:
    """Hold that the files come to what was spelled."""
    said = desired(revealed(project.means))
    for address, one in said.resources.items():
        body = {**one.body}
        if address.section == "clients" and address.name in project.blocks:
            body["refresh_token"] = project.blocks[address.name]
        rules = Rules.of(resources.ALL[address.section])
        found = wanted.resources[address].body
        assert [edit.path for edit in diff(body, found, rules)] == [], address
        assert found.keys() == body.keys()


def holds_what_is_live(tenant: EmulatedTenant, again: DesiredTenant, updated: Updated) -> None:
    excused = [text for text in updated.notes if KEPT.search(text)]

    def named(change: Change) -> bool:
        """Tell whether a note names the resource, or the policy that it takes its lifetimes from."""
        policy = again.resources[change.address].policy if change.address in again.resources else None
        names = (str(change.address), f"refresh_token_policies/{policy}:")
        return any(text.startswith(names) for text in excused)

    left = [change for change in tenant.plan(again).changes if not named(change)]
    assert left == [], told(tenant.plan(again))


def holds_what_is_remarked(
    project: Project,
    edited: set[tuple[str, str]],
    before: dict[str, bytes],
    after: dict[str, bytes],
    updated: Updated,
) -> None:
    """Hold that comments and marks stay, but for those of what has changed, which are named."""
    lost = marks(project, before) - marks(project, after)
    for text in lost:
        address, _ = owner = project.owners[text]
        assert not address or owner in edited or address.startswith("refresh_token_policies"), text
        named = "a comment" if text.startswith("note") else text
        assert any(named in one for one in updated.notes), text
    assert not marks(project, after) - marks(project, before)


def holds_secrets(
    project: Project, moved: Sections, before: dict[str, bytes], after: dict[str, bytes]
) -> None:
    for secret in {*_secrets(project.means), *_secrets(moved)}:
        for name, content in after.items():
            assert secret.encode() not in content or secret.encode() in before.get(name, b"")


def marks(project: Project, files: dict[str, bytes]) -> Counter[str]:
    text = "\n".join(
        content.decode() for name, content in files.items() if not name.endswith("environment.yaml")
    )
    return Counter({mark: text.count(mark) for mark in project.owners if mark in text})


def contents(home: Path) -> dict[str, bytes]:
    return {p.relative_to(home).as_posix(): p.read_bytes() for p in sorted(home.rglob("*")) if p.is_file()}


def revealed(value: Any) -> Any:
    match value:
        case Hidden():
            return value.text
        case dict():
            return {key: revealed(item) for key, item in value.items()}
        case list():
            return [*map(revealed, value)]
        case _:
            return value


def _secrets(value: Any) -> list[str]:
    match value:
        case Hidden():
            return [value.text]
        case dict():
            return [text for item in value.values() for text in _secrets(item)]
        case list():
            return [text for item in value for text in _secrets(item)]
        case _:
            return []


def _failures(report: Report) -> str:
    return "\n".join(f"{failure.change.address}: {failure.error}" for failure in report.failed)


@settings(SPELLED, max_examples=15)
@given(stories())
def test_an_export_keeps_what_files_say(story: tuple[Project, Sections]) -> None:
    an_export_keeps_what_files_say(story)


@pytest.mark.slow
@settings(LONGER)
@given(stories())
def test_an_export_keeps_what_files_say_at_length(story: tuple[Project, Sections]) -> None:
    an_export_keeps_what_files_say(story)


@settings(SPELLED, max_examples=15)
@given(projects())
def test_how_layers_are_grouped_changes_nothing(project: Project) -> None:
    grouping_changes_nothing(project)


@pytest.mark.slow
@settings(LONGER)
@given(projects())
def test_how_layers_are_grouped_changes_nothing_at_length(project: Project) -> None:
    grouping_changes_nothing(project)


@settings(SPELLED, max_examples=15)
@given(official_projects())
def test_adoption_changes_nothing(project: Project) -> None:
    adoption_changes_nothing(project)


@pytest.mark.slow
@settings(LONGER)
@given(official_projects())
def test_adoption_changes_nothing_at_length(project: Project) -> None:
    adoption_changes_nothing(project)


@settings(SPELLED, max_examples=15)
@given(projects())
def test_formatting_changes_nothing(project: Project) -> None:
    formatting_changes_nothing(project)


@pytest.mark.slow
@settings(LONGER)
@given(projects())
def test_formatting_changes_nothing_at_length(project: Project) -> None:
    formatting_changes_nothing(project)
