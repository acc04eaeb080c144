"""An export into tenant files corrects what differs, where it stands, and nothing else."""

import json
from collections.abc import Callable, Mapping
from difflib import ndiff
from pathlib import Path
from typing import Any

import pytest

from deploy_cli.errors import UsageError
from tests.emulated import EmulatedTenant, loaded

Files = Mapping[str, str]

BASE = """\
clients:
  - name: Storefront  # the shop
    app_type: spa
    callbacks:
      - $(var:url)/callback
      - https://old.example/callback  # until spring
    web_origins: [$(var:url), 'https://b.example']
    client_metadata: {team: shop, tier: "1"}
"""
PROD = """\
# The real one.
environment:
  name: prod
  domain: emulator
  extends: [../base]
  variables: {url: https://shop.example}

roles:
  # Sells.
  - name: Clerk
    description: $(var:url) clerk
"""


ALONE = PROD.replace("  extends: [../base]\n", "")


class Stage:
    """A folder of tenant files, and the tenant they were applied to."""

    def __init__(self, home: Path, files: Files, target: str, environ: Mapping[str, str]) -> None:
        self.home, self.environ = home, environ
        for name, text in files.items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        self.target = home / target
        self.tenant = EmulatedTenant()
        self.tenant.apply(loaded(self.target, environ))
        self.before = self.files()

    def files(self) -> dict[str, str]:
        return {
            path.relative_to(self.home).as_posix(): path.read_bytes().decode()
            for path in sorted(self.home.rglob("*"))
            if path.is_file() and "state" not in path.parts
        }

    def live(self, **sections: Any) -> None:
        """Change the tenant, as somebody in the Dashboard would."""
        folder = self.home.parent / f"{self.home.name}-live"
        folder.mkdir(exist_ok=True)
        (folder / "live.yaml").write_text(json.dumps(sections))
        self.tenant.apply(loaded(folder))

    def export(self, **settings: Any) -> list[str]:
        return list(self.tenant.update(self.target, environ=self.environ, **settings).notes)

    def changed(self) -> dict[str, str]:
        """Return the lines that went and came, by file."""
        after = self.files()
        return {
            name: _difference(self.before.get(name, ""), after.get(name, ""))
            for name in sorted({*self.before, *after})
            if self.before.get(name) != after.get(name)
        }

    def plan(self) -> list[str]:
        return [str(change.address) for change in self.tenant.plan(loaded(self.target, self.environ)).changes]


def _difference(before: str, after: str) -> str:
    lines = ndiff(before.splitlines(), after.splitlines())
    return "\n".join(f"{line[0]}{line[2:]}" for line in lines if line[0] in "+-")


@pytest.fixture
def stage(tmp_path: Path) -> Callable[..., Stage]:
    def made(files: Files, target: str = "prod", environ: Mapping[str, str] | None = None) -> Stage:
        return Stage(tmp_path / "home", files, target, environ or {})

    return made


@pytest.fixture
def layered(stage: Callable[..., Stage]) -> Stage:
    return stage({"base/clients.yaml": BASE, "prod/tenant.yaml": PROD})


def test_after_an_apply_an_export_changes_no_byte(layered: Stage) -> None:
    notes = layered.export()

    assert layered.changed() == {}
    assert notes == [
        "not in the files, and left out: clients/deploy-cli, clients/Default App; `--new` adds them"
    ]


def test_a_value_is_corrected_where_it_stands_and_what_is_lost_is_named(layered: Stage) -> None:
    layered.live(roles=[{"name": "Clerk", "description": "Sells: everything"}])

    notes = layered.export()

    assert layered.changed() == {
        "prod/tenant.yaml": '-    description: $(var:url) clerk\n+    description: "Sells: everything"'
    }
    assert any("`$(var:url)` is written out" in note for note in notes)
    assert layered.plan() == []


def test_what_is_extended_stays_and_is_overridden(layered: Stage) -> None:
    live = {
        "name": "Storefront",
        "app_type": "native",
        "callbacks": ["https://shop.example/callback", "https://new.example/callback"],
        "client_metadata": {"tier": "2"},
    }
    layered.live(clients=[live])

    layered.export()

    assert layered.changed()["prod/clients.yaml"].splitlines() == [
        "+clients:",
        "+  - name: Storefront",
        "+    app_type: native",
        "+    +callbacks:",
        "+      - https://new.example/callback",
        "+    -callbacks:",
        "+      - https://old.example/callback",
        "+    client_metadata:",
        '+      tier: "2"',
    ]
    assert list(layered.changed()) == ["prod/clients.yaml"]
    assert layered.before["base/clients.yaml"] == layered.files()["base/clients.yaml"]
    assert layered.plan() == []


def test_elements_of_lists_come_and_go_and_the_others_keep_their_spelling(
    stage: Callable[..., Stage],
) -> None:
    own = stage({"prod/tenant.yaml": PROD.replace("  extends: [../base]\n", ""), "prod/clients.yaml": BASE})
    live = {
        "name": "Storefront",
        "callbacks": ["https://shop.example/callback", "https://new.example/callback"],
        "web_origins": ["https://shop.example", "https://c.example"],
        "client_metadata": {"team": "web"},
    }
    own.live(clients=[live])

    notes = own.export()

    assert own.changed()["prod/clients.yaml"].splitlines() == [
        "-      - https://old.example/callback  # until spring",
        "+      - https://new.example/callback",
        "-    web_origins: [$(var:url), 'https://b.example']",
        "+    web_origins: [$(var:url), https://c.example]",
        '-    client_metadata: {team: shop, tier: "1"}',
        '+    client_metadata: {team: web, tier: "1"}',
    ]
    assert any("a comment on what is taken out" in note for note in notes)
    assert own.plan() == []


def test_side_files_keep_the_lines_that_still_stand(stage: Callable[..., Stage]) -> None:
    code = "// $(var:url)\nexports.onExecutePostLogin = async () => {\n  a();\n};\n"
    own = stage(
        {
            "prod/tenant.yaml": PROD.replace("  extends: [../base]\n", "")
            + "\nactions:\n  - name: Roles\n    code: ./roles.js\n"
            "    supported_triggers: [{id: post-login, version: v3}]\n",
            "prod/roles.js": code,
        }
    )
    changed = code.replace("$(var:url)", "https://shop.example").replace("a();", "b('$(x)', '$(var:y)');")
    own.live(actions=[{"name": "Roles", "code": changed.replace("$(var:", "$$(var:")}])

    notes = own.export()

    assert own.changed() == {"prod/roles.js": "-  a();\n+  b('$(x)', '$$(var:y)');"}
    assert not any("written out" in note for note in notes)
    assert own.plan() == []


def test_new_resources_are_added_where_a_plan_would_delete_them_or_on_request(
    stage: Callable[..., Stage],
) -> None:
    files = {
        "prod/tenant.yaml": PROD.replace("  extends: [../base]\n", "").replace(
            "  var", "  prune: [roles]\n  var"
        )
    }
    own = stage(files)
    own.live(roles=[{"name": "Guest", "description": "Looks"}], organizations=[{"name": "acme"}])

    own.export()

    assert own.changed() == {
        "prod/tenant.yaml": "+\n+  - name: Guest\n+    description: Looks\n+    permissions: []\n+    type: tenant"
    }
    assert own.plan() == []
    own.export(all_resources=True)
    assert "prod/organizations.yaml" in own.changed()
    assert own.plan() == []


def test_what_is_gone_is_named_and_stays(stage: Callable[..., Stage]) -> None:
    own = stage({"prod/tenant.yaml": PROD.replace("  extends: [../base]\n", "")})
    own.live(roles=[{"name": "Clerk", "lifecycle": {"state": "absent"}}])

    notes = own.export()

    assert own.changed() == {}
    assert "roles/Clerk is in the files and not in the tenant; it is left in the files" in notes


def test_secrets_that_differ_are_named_and_never_written(stage: Callable[..., Stage]) -> None:
    connection = (
        "\nconnections:\n  - name: g\n    strategy: google-oauth2\n"
        "    options: {client_id: a, client_secret: $(secret:S)}\n"
    )
    own = stage(
        {"prod/tenant.yaml": PROD.replace("  extends: [../base]\n", "") + connection},
        environ={"S": "hush-hush"},
    )
    own.live(connections=[{"name": "g", "options": {"client_id": "b", "client_secret": "very-new-secret"}}])

    notes = own.export()

    assert own.changed() == {
        "prod/tenant.yaml": "-    options: {client_id: a, client_secret: $(secret:S)}\n"
        "+    options: {client_id: b, client_secret: $(secret:S)}"
    }
    assert "very-new-secret" not in str((notes, own.files()))
    assert any("the secret in `options` differs" in note for note in notes)


def lasting(name: str, days: int) -> dict[str, Any]:
    block = {
        "rotation_type": "rotating",
        "expiration_type": "expiring",
        "token_lifetime": days * 86_400,
        "idle_token_lifetime": 15 * 86_400,
    }
    return {"name": name, "refresh_token": block}


def test_policies_stay_while_they_say_what_the_tenant_has(stage: Callable[..., Stage]) -> None:
    policies = (
        "refresh_token_policies:\n"
        "  short: {rotation: rotating, absolute_lifetime: 10d, inactivity_lifetime: 5d}\n"
        "  long: {rotation: rotating, absolute_lifetime: 30d, inactivity_lifetime: 15d}\n"
        "clients:\n"
        "  - {name: A, oidc_conformant: true, grant_types: [refresh_token], refresh_token_policy: short}\n"
        "  - name: B\n    app_type: spa\n    oidc_conformant: true\n    grant_types: [refresh_token]\n"
        "    refresh_token_policy: short\n"
    )
    own = stage(
        {"prod/tenant.yaml": PROD.replace("  extends: [../base]\n", ""), "prod/clients.yaml": policies}
    )
    own.live(clients=[lasting("A", 30), lasting("B", 20)])

    notes = own.export()

    text = own.files()["prod/clients.yaml"]
    assert "grant_types: [refresh_token], refresh_token_policy: long}" in text
    assert "    refresh_token_policy: short\n    refresh_token:\n      token_lifetime: 1728000\n" in text
    assert any("has the policy `long` now" in note for note in notes)
    assert own.plan() == []


def test_several_fields_of_a_resource_in_braces_change_side_by_side(stage: Callable[..., Stage]) -> None:
    text = """\
clients:
  - {name: A, description: old, logo_uri: "https://$(var:host)/x", app_type: spa, callbacks: [https://a]}  # here
  - {name: B, description: old,
     app_type: spa, # spa
     callbacks: [https://a]}
"""
    prod = ALONE.replace("variables: {", "variables: {host: h.example, ")
    own = stage({"prod/tenant.yaml": prod, "prod/clients.yaml": text})
    new = {"description": "new", "app_type": "native", "callbacks": ["https://a", "https://b"]}
    own.live(clients=[{"name": "A", **new}, {"name": "B", "description": "new"}])

    own.export()

    told = own.files()["prod/clients.yaml"]
    assert "description: new, logo_uri" in told
    assert "app_type: native, callbacks: [https://a, https://b]}  # here" in told
    assert '"https://$(var:host)/x"' in told
    assert "{name: B, description: new,\n     app_type: spa, # spa\n     callbacks: [https://a]}\n" in told


def test_values_in_braces_over_several_lines_change_where_they_stand(stage: Callable[..., Stage]) -> None:
    text = """\
clients:
  - name: A
    client_metadata: {
        team: shop, # whose
        tier: "1",  # how dear
      } # done
    callbacks: [
      https://a, # one
      https://b
    ]
  - { # in braces
      name: B, # named
      description: old,
      # where people come back to
      callbacks: [https://a],
    }
"""
    own = stage({"prod/tenant.yaml": ALONE, "prod/clients.yaml": text})
    metadata = {"team": "shop", "tier": "2"}
    own.live(
        clients=[
            {"name": "A", "client_metadata": metadata, "callbacks": ["https://a"]},
            {"name": "B", "description": "new", "callbacks": ["https://a", "https://c"]},
        ]
    )

    notes = own.export()

    told = own.files()["prod/clients.yaml"]
    assert '        team: shop, # whose\n        tier: "2",  # how dear\n      } # done\n' in told
    assert "    callbacks:\n      - https://a\n" in told
    assert told.endswith(
        text.partition("  - { # in")[1]
        + text.partition("  - { # in")[2].replace("old", "new").replace("//a]", "//a, https://c]")
    )
    assert any("line 7: a comment on what is written out" in note for note in notes)
    assert own.plan() == []


POLICY = """\
refresh_token_policies:
  # for browsers
  short: {rotation: rotating, absolute_lifetime: 10d, inactivity_lifetime: 5d}
  patient:
    extends: short
    absolute_lifetime: 40d  # long
    inactivity_lifetime: 35d
"""
CLIENT = (
    "  - {name: %s, oidc_conformant: true, grant_types: [refresh_token], refresh_token_policy: short%s}\n"
)


def test_a_policy_of_which_all_clients_moved_is_what_changes(stage: Callable[..., Stage]) -> None:
    clients = "clients:\n" + CLIENT % ("A", "") + CLIENT % ("B", "")
    own = stage({"prod/tenant.yaml": ALONE, "prod/clients.yaml": POLICY + clients})
    own.live(clients=[lasting("A", 30), lasting("B", 30)])

    notes = own.export()

    assert own.changed() == {
        "prod/clients.yaml": "-  short: {rotation: rotating, absolute_lifetime: 10d, inactivity_lifetime: 5d}\n"
        "+  short: {rotation: rotating, absolute_lifetime: 30d, inactivity_lifetime: 15d}"
    }
    assert notes[0] == (
        "refresh_token_policies/short says `absolute_lifetime: 30d`, `inactivity_lifetime: 15d` now, as the tenant has"
        " it for clients/A, clients/B"
    )
    assert own.plan() == []


def test_a_policy_that_is_extended_is_overridden_where_it_is_used(stage: Callable[..., Stage]) -> None:
    files = {
        "base/policies.yaml": POLICY,
        "prod/tenant.yaml": PROD,
        "prod/clients.yaml": "clients:\n" + CLIENT % ("A", ""),
    }
    own = stage(files)
    own.live(clients=[lasting("A", 30)])

    own.export()

    assert own.files()["base/policies.yaml"] == POLICY
    assert own.changed().keys() == {"prod/refresh_token_policies.yaml"}
    text = own.files()["prod/refresh_token_policies.yaml"]
    assert "  short:\n    absolute_lifetime: 30d\n    inactivity_lifetime: 15d\n" in text
    assert own.plan() == []


def test_settings_of_a_client_itself_are_no_reason_against_a_move(stage: Callable[..., Stage]) -> None:
    clients = "clients:\n" + CLIENT % ("A", "") + CLIENT % ("B", ", refresh_token: {leeway: 7}")
    own = stage({"prod/tenant.yaml": ALONE, "prod/clients.yaml": POLICY + clients})
    moved = lasting("B", 30)
    own.live(clients=[lasting("A", 30), {**moved, "refresh_token": {**moved["refresh_token"], "leeway": 7}}])

    own.export()

    assert (
        "short: {rotation: rotating, absolute_lifetime: 30d, inactivity_lifetime: 15d}"
        in (own.files()["prod/clients.yaml"])
    )
    assert own.plan() == []


@pytest.mark.parametrize(
    ("lifetimes", "more", "settings"),
    [
        ((30, 20), "", {}),
        ((30, None), "", {}),
        ((30, 30), "", {"only": ("clients/A",)}),
        ((30, 30), ", lifecycle: {ignore_changes: [refresh_token]}", {}),
    ],
)
def test_a_policy_stays_where_not_all_of_its_clients_moved_alike(
    stage: Callable[..., Stage], lifetimes: tuple[int, int | None], more: str, settings: dict[str, Any]
) -> None:
    clients = "clients:\n" + CLIENT % ("A", "") + CLIENT % ("B", more)
    own = stage({"prod/tenant.yaml": ALONE, "prod/clients.yaml": POLICY + clients})
    own.live(clients=[lasting(name, days) for name, days in zip("AB", lifetimes, strict=True) if days])

    own.export(**settings)

    assert POLICY in own.files()["prod/clients.yaml"]


def test_a_policy_stays_where_another_that_is_used_would_move_with_it(stage: Callable[..., Stage]) -> None:
    policies = POLICY.replace("    inactivity_lifetime: 35d\n", "")
    clients = "clients:\n" + CLIENT % ("A", "") + (CLIENT % ("B", "")).replace(": short", ": patient")
    own = stage({"prod/tenant.yaml": ALONE, "prod/clients.yaml": policies + clients})
    own.live(clients=[lasting("A", 30)])

    own.export()

    assert policies in own.files()["prod/clients.yaml"]
    assert own.plan() == []


def test_line_breaks_are_kept(stage: Callable[..., Stage]) -> None:
    own = stage({"prod/tenant.yaml": PROD.replace("  extends: [../base]\n", "").replace("\n", "\r\n")})
    own.live(roles=[{"name": "Clerk", "description": "Sells"}])

    own.export()

    text = own.files()["prod/tenant.yaml"]
    assert text.count("\n") == text.count("\r\n")
    assert "    description: Sells\r\n" in text


def test_a_file_that_ends_without_a_line_break_still_does(stage: Callable[..., Stage]) -> None:
    """A text over several lines that stands last would gain one."""
    roles = (
        "roles:\n  - name: A\n    description: old\n  - name: B\n    description: |\n      two\n      lines"
    )
    own = stage({"prod/tenant.yaml": "environment: {domain: emulator}\n" + roles})
    own.live(roles=[{"name": "A", "description": "new"}])

    own.export()

    assert own.files()["prod/tenant.yaml"].endswith(roles.replace("old", "new"))


def test_aliases_are_not_changed_behind_their_anchors(stage: Callable[..., Stage]) -> None:
    roles = "roles:\n  - name: A\n    description: &d same\n  - name: B\n    description: *d\n"
    own = stage({"prod/tenant.yaml": "environment: {domain: emulator}\n" + roles})
    own.live(roles=[{"name": "B", "description": "other"}])
    own.export()
    assert own.changed() == {"prod/tenant.yaml": "-    description: *d\n+    description: other"}

    own.live(roles=[{"name": "A", "description": "third"}])
    notes = own.export()

    assert any("an anchor stands there" in note for note in notes)
    assert own.plan() == ["roles/A"]


def test_files_that_cannot_be_changed_in_parts_are_refused(stage: Callable[..., Stage]) -> None:
    own = stage({"prod/tenant.yaml": "? roles\n: - name: A\n    description: x\n"})
    own.live(roles=[{"name": "A", "description": "y"}])

    with pytest.raises(UsageError, match="cannot be updated in place: a key that is written with"):
        own.export()

    assert own.changed() == {}


def test_all_fields_takes_up_what_the_files_do_not_mention(stage: Callable[..., Stage]) -> None:
    own = stage(
        {
            "prod/tenant.yaml": "environment: {domain: emulator}\nclients:\n  - name: A # one\n    app_type: spa\n"
        }
    )

    own.export(all_fields=True)

    text = own.files()["prod/tenant.yaml"]
    assert "  - name: A # one\n    app_type: spa\n    " in text
    assert "oidc_conformant:" in text
    assert own.plan() == []


def test_keywords_stay_while_they_stand_for_what_there_is(stage: Callable[..., Stage]) -> None:
    text = (
        "environment: {domain: emulator}\n"
        "clients:\n"
        "  - name: ##NAME##\n"
        "    description: from ##WHERE##  # kept\n"
        '    callbacks: "@@URLS@@"\n'
        "    web_origins:\n"
        "      - https://##WHERE##.example\n"
    )
    environ = {
        "AUTH0_KEYWORD_REPLACE_MAPPINGS": '{"NAME": "A rather long name", "WHERE": "x", "URLS": ["https://a.b"]}'
    }
    own = stage({"prod/tenant.yaml": text}, environ=environ)
    own.export()
    assert own.changed() == {}

    name = "A rather long name"
    own.live(
        clients=[{"name": name, "description": "from y", "web_origins": ["https://x.example", "https://c.d"]}]
    )
    notes = own.export()

    assert own.changed() == {
        "prod/tenant.yaml": "-    description: from ##WHERE##  # kept\n"
        "+    description: from y  # kept\n"
        "+      - https://c.d"
    }
    assert notes[-1].endswith("prod/tenant.yaml: line 4: `##WHERE##` is written out")
    assert own.plan() == []


def test_what_is_merged_in_is_overridden_beside_it(stage: Callable[..., Stage]) -> None:
    text = (
        "environment: {domain: emulator}\n"
        "clients:\n"
        "  - &spa\n    name: A\n    app_type: spa\n    client_metadata: {x: '1'}\n"
        "  - <<: *spa\n    name: B\n"
    )
    own = stage({"prod/tenant.yaml": text})
    own.live(clients=[{"name": "B", "app_type": "native"}])

    own.export()

    assert own.changed() == {"prod/tenant.yaml": "+    app_type: native"}
    assert own.plan() == []


def test_documents_and_settings_are_overridden_in_part(stage: Callable[..., Stage]) -> None:
    base = (
        "tenant:\n  friendly_name: A\n  support_email: a@a.example\n  flags: {enable_sso: true}\n"
        "attackProtection:\n"
        "  suspiciousIpThrottling:\n    enabled: true\n    stage:\n"
        "      pre-login: {max_attempts: 9, rate: 90000}\n      pre-user-registration: {max_attempts: 8, rate: 1200}\n"
    )
    own = stage(
        {"base/base.yaml": base, "prod/tenant.yaml": "environment: {domain: emulator, extends: [../base]}\n"}
    )
    stages = {"pre-login": {"max_attempts": 7, "rate": 90000}}
    own.live(tenant={"friendly_name": "B"}, attackProtection={"suspiciousIpThrottling": {"stage": stages}})

    own.export()

    files = own.files()
    assert files["prod/tenant.yaml"] == own.before[
        "prod/tenant.yaml"
    ] + "\ntenant:\n  friendly_name: B\n" or (
        files["prod/tenant.yaml"].endswith("\ntenant:\n  friendly_name: B\n")
    )
    assert files["prod/attackProtection.yaml"] == (
        "attackProtection:\n  suspiciousIpThrottling:\n    stage:\n      pre-login:\n        max_attempts: 7\n"
    )
    assert own.plan() == []


def test_texts_of_extended_files_are_overridden_by_files_of_their_own(stage: Callable[..., Stage]) -> None:
    action = "actions:\n  - {name: R, code: ./r.js, supported_triggers: [{id: post-login, version: v3}]}\n"
    own = stage(
        {
            "base/a.yaml": action,
            "base/r.js": "a();\n",
            "prod/tenant.yaml": "environment: {domain: emulator, extends: [../base]}\n",
        }
    )
    own.live(actions=[{"name": "R", "code": "b();\n"}])

    own.export()

    assert sorted(own.changed()) == ["prod/actions.yaml", "prod/actions/R/code.js"]
    assert own.files()["prod/actions.yaml"] == "actions:\n  - name: R\n    code: ./actions/R/code.js\n"
    assert own.plan() == []
