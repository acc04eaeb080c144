"""Every change carries an effect, the gravest first, whatever the shape of what is live."""

from deploy_cli import resources
from deploy_cli.core.effect import Severity
from deploy_cli.core.values import Secret
from deploy_cli.effects import Context, effects_of
from tests.core.toys import create, delete, desired_tenant, live_tenant, update


def context() -> Context:
    live = live_tenant([])
    return Context(desired=desired_tenant({}), live=live, types=resources.ALL, names=live.names)


def test_a_new_resource_affects_nobody() -> None:
    change = create("roles/clerk", {"name": "clerk"}, resources.ALL["roles"])

    assert [effect.severity for effect in effects_of(change, context())] == [Severity.NONE]


def test_words_for_fields_are_gathered_in_one_sentence() -> None:
    change = update("clients/Shop", {"description": "new"}, {"description": "old"}, resources.ALL["clients"])

    assert [effect.text for effect in effects_of(change, context())] == [
        "No effect on users: `description` is only shown to administrators."
    ]


def test_what_no_rule_knows_is_said_to_be_unknown() -> None:
    change = update("clients/Shop", {"surprise": 1}, {}, resources.ALL["clients"])

    assert "`surprise`" in effects_of(change, context())[0].text


def test_the_gravest_effect_comes_first() -> None:
    change = delete("clients/Shop", {"name": "Shop"})

    assert effects_of(change, context())[0].severity is Severity.CRITICAL


def test_nothing_is_concluded_from_what_is_secret_only_in_these_files() -> None:
    live = {"callbacks": [Secret("https://a.example", "sensitive")], "app_type": "spa"}
    want = {"callbacks": [Secret("https://b.example", "sensitive")], "app_type": "native"}
    change = update("clients/Shop", want, live, resources.ALL["clients"])

    texts = [effect.text for effect in effects_of(change, context())]

    assert any(text.startswith("What changes in `callbacks` is not told") for text in texts)
    assert not any("addresses" in text for text in texts)
    assert len(texts) > 1, "what is not secret is told as ever"


def test_a_secret_that_is_one_everywhere_has_words_of_its_own() -> None:
    want = {"client_secret": Secret("new", "secret:SHOP")}
    change = update("clients/Shop", want, {"client_secret": Secret("old", "")}, resources.ALL["clients"])

    [effect] = effects_of(change, context())

    assert "is not told" not in effect.text
