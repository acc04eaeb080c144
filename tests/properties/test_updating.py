"""Whatever happens to a tenant, an export into its files makes them say it."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from deploy_cli.core.plan import Action
from tests.emulated import EmulatedTenant, loaded
from tests.properties.laws import accepted, told
from tests.properties.tenants import Sections, desired, sections
from tests.properties.test_laws import CI, LONG


def an_export_into_files_makes_them_say_what_there_is(made: Sections, edited: Sections) -> None:
    tenant = EmulatedTenant()
    accepted(tenant, desired(made))
    with TemporaryDirectory() as home:
        folder = Path(home) / "exported"
        tenant.export(folder)
        before = _contents(folder)
        tenant.update(folder)
        assert _contents(folder) == before

        accepted(tenant, desired(edited))
        told_of = tenant.update(folder)
        note("\n".join(told_of.notes))
        after = _contents(folder)
        left = [one for one in tenant.plan(loaded(folder)).changes if one.action is not Action.CREATE]
        known = [one for one in left if not any(str(one.address) in told for told in told_of.notes)]
        assert known == [], told(tenant.plan(loaded(folder)))
        tenant.update(folder)
        assert _contents(folder) == after


@settings(CI, max_examples=6)
@given(st.tuples(sections(), sections()))
def test_the_law_holds(drawn: tuple[Sections, Sections]) -> None:
    an_export_into_files_makes_them_say_what_there_is(*drawn)


@pytest.mark.slow
@settings(LONG)
@given(st.tuples(sections(), sections()))
def test_the_law_holds_at_length(drawn: tuple[Sections, Sections]) -> None:
    an_export_into_files_makes_them_say_what_there_is(*drawn)


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
