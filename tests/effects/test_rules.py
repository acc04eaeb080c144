"""Every rule speaks where it should and keeps silent where it should; what people read is held in golden files."""

from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from deploy_cli.effects import RULES
from deploy_cli.effects.case import Case
from deploy_cli.effects.engine import heard
from tests.conftest import Golden
from tests.effects.scene import Scene
from tests.effects.scenes import clients, connections, lifetimes, permissions, surroundings, tenant
from tests.effects.told import shown, told

FAMILIES: Final[tuple[ModuleType, ...]] = (
    lifetimes,
    clients,
    connections,
    permissions,
    tenant,
    surroundings,
)
SCENES: Final[list[Scene]] = [scene for family in FAMILIES for scene in family.SCENES]
BY_ID: Final = {rule.id: rule for rule in RULES}


def test_every_rule_has_a_scene() -> None:
    assert BY_ID.keys() == {scene.rule for scene in SCENES}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: f"{scene.rule}: {scene.title}")
def test_a_rule_speaks_and_keeps_silent(scene: Scene) -> None:
    rule = BY_ID[scene.rule]

    assert heard(rule, Case.of(scene.change, scene.context))[1] != ()
    assert heard(rule, Case.of(scene.silent, scene.context))[1] == ()


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__.rpartition(".")[2])
def test_what_people_read(family: ModuleType, golden: Golden) -> None:
    texts = []
    for rule, scenes in groupby(family.SCENES, key=lambda scene: scene.rule):
        texts.append(f"# {rule}")
        texts += [f"## {one.title}\n{shown(told(one.change, one.context))}" for one in scenes]

    file = Path(__file__).parent / "golden" / f"{family.__name__.rpartition('.')[2]}.txt"
    golden(file, "\n\n".join(texts) + "\n")
