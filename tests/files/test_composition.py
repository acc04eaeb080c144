"""Files are joined, and laid over what they extend."""

from .conftest import Load, Problems

BASE = """
    clients:
      - name: Shop
        description: base
        callbacks: [https://a, https://b]
        client_metadata: {team: one, cost: "1"}
      - name: Kiosk
        app_type: spa
    tenant:
      friendly_name: Base
      flags: {enable_sso: true}
    """


def over(text: str, extends: str = "[base.yaml]") -> dict[str, str]:
    return {"base.yaml": BASE, "tenant.yaml": f"environment: {{extends: {extends}}}\n" + text}


def test_maps_merge_by_key_and_the_overlay_wins(loaded: Load) -> None:
    files = loaded(
        over("tenant: {friendly_name: Over, flags: {disable_clickjack_protection_headers: true}}\n")
    )

    assert files.sections["tenant"] == {
        "friendly_name": "Over",
        "flags": {"enable_sso": True, "disable_clickjack_protection_headers": True},
    }


def test_named_resources_merge_by_their_name_and_new_ones_follow(loaded: Load) -> None:
    files = loaded(
        over("clients: [{name: New}, {name: Shop, description: over, client_metadata: {team: two}}]\n")
    )

    shop, kiosk, new = files.sections["clients"]
    assert shop["description"] == "over"
    assert shop["client_metadata"] == {"team": "two", "cost": "1"}
    assert shop["callbacks"] == ["https://a", "https://b"]
    assert (kiosk["name"], new["name"]) == ("Kiosk", "New")


def test_other_lists_are_replaced(loaded: Load) -> None:
    files = loaded(over("clients: [{name: Shop, callbacks: [https://c]}]\n"))

    assert files.sections["clients"][0]["callbacks"] == ["https://c"]


def test_null_overlays_a_value(loaded: Load) -> None:
    files = loaded(
        over(
            "clients: [{name: Shop, description: null}]\n".replace(
                "description: null", "client_metadata: {cost: null}"
            )
        )
    )

    assert files.sections["clients"][0]["client_metadata"] == {"team": "one", "cost": None}


def test_plus_and_minus_change_a_list(loaded: Load) -> None:
    files = loaded(
        over("clients: [{name: Shop, +callbacks: [https://c, https://b], -callbacks: [https://a]}]\n")
    )

    assert files.sections["clients"][0]["callbacks"] == ["https://b", "https://c"]


def test_elements_are_compared_by_what_their_variables_stand_for(loaded: Load) -> None:
    text = "clients: [{name: $(var:shop), -callbacks: [$(var:a)]}]\n"
    files = loaded(over(text), variables={"shop": "Shop", "a": "https://a"})

    assert [client["name"] for client in files.sections["clients"]] == ["Shop", "Kiosk"]
    assert files.sections["clients"][0]["callbacks"] == ["https://b"]


def test_an_object_is_taken_from_a_list_by_what_is_said_of_it(loaded: Load) -> None:
    files = {
        "base.yaml": """
            roles:
              - name: Admin
                permissions:
                  - {permission_name: read, resource_server_identifier: api}
                  - {permission_name: write, resource_server_identifier: api}
            """,
        "tenant.yaml": """
            environment: {extends: [base.yaml]}
            roles: [{name: Admin, -permissions: [{permission_name: read}]}]
            """,
    }

    assert [one["permission_name"] for one in loaded(files).sections["roles"][0]["permissions"]] == ["write"]


def test_taking_away_what_is_not_there_is_an_error(problems: Problems) -> None:
    assert problems(over("clients:\n  - name: Shop\n    -callbacks: [https://x]\n")) == [
        "tenant.yaml:4:18 clients/Shop: `-callbacks` removes `https://x`, which is not there"
        " (what is extended does not hold it; remove it from `-callbacks`)"
    ]


def test_changing_a_list_that_nothing_extended_holds_is_an_error(problems: Problems) -> None:
    told = problems(
        over("clients:\n  - name: Shop\n    +web_origins: [https://x]\n  - {name: N, -callbacks: [a]}\n")
    )

    assert [line.split(" (")[0] for line in told] == [
        "tenant.yaml:4:5 clients/Shop: `+web_origins` changes a list that is not there",
        "tenant.yaml:5:12 clients/N: this changes nothing: what is extended has no client of this name",
    ]


def test_a_change_of_what_is_no_list_is_an_error(problems: Problems) -> None:
    assert problems(over("clients:\n  - name: Shop\n    +description: [x]\n")) == [
        "tenant.yaml:4:5 clients/Shop: `+description` changes a list, and `description` is a text"
        " (write `description` to replace it)"
    ]


def test_a_key_that_begins_with_a_sign_is_written_with_a_backslash(loaded: Load) -> None:
    files = loaded('clients: [{name: A, client_metadata: {"\\\\+x": "1", -y: "2", "\\\\\\\\-z": "3"}}]\n')

    assert files.sections["clients"][0]["client_metadata"] == {"+x": "1", "-y": "2", "\\-z": "3"}


def test_a_tombstone_lies_over_what_is_extended(loaded: Load) -> None:
    files = loaded(over("clients: [{name: Kiosk, lifecycle: {state: absent}}]\n"))

    assert files.sections["clients"][1] == {
        "name": "Kiosk",
        "app_type": "spa",
        "lifecycle": {"state": "absent"},
    }


def test_a_tombstone_may_stand_for_what_only_the_tenant_holds(loaded: Load) -> None:
    files = loaded(over("clients: [{name: Gone, lifecycle: {state: absent}}]\n"))

    assert files.sections["clients"][2]["name"] == "Gone"


def test_later_extended_files_win_and_levels_add_up(loaded: Load) -> None:
    files = loaded(
        {
            "one/a.yaml": "tenant: {friendly_name: one, support_email: one@x.example, support_url: https://one.example}\n",
            "two.yaml": "environment: {extends: [one]}\ntenant: {friendly_name: two, support_email: two@x.example}\n",
            "three.yaml": "tenant: {friendly_name: three}\n",
            "tenant.yaml": "environment: {extends: [two.yaml, three.yaml]}\n",
        }
    )

    assert files.sections["tenant"] == {
        "friendly_name": "three",
        "support_email": "two@x.example",
        "support_url": "https://one.example",
    }
    assert files.files == ("tenant.yaml", "two.yaml", "one/a.yaml", "three.yaml")


def test_what_is_extended_twice_counts_once(loaded: Load) -> None:
    files = loaded(
        {
            "base.yaml": "clients: [{name: A, callbacks: [https://a]}]\n",
            "one.yaml": "environment: {extends: [base.yaml]}\nclients: [{name: A, +callbacks: [https://b]}]\n",
            "tenant.yaml": "environment: {extends: [one.yaml, base.yaml]}\n",
        }
    )

    assert files.sections["clients"][0]["callbacks"] == ["https://a", "https://b"]


def test_grants_merge_by_all_parts_of_their_identity(loaded: Load) -> None:
    grant = "client_id: A, audience: https://api"
    files = loaded(
        {
            "base.yaml": f"clientGrants: [{{{grant}, scope: [a]}}, {{{grant}, subject_type: user, scope: [u]}}]\n",
            "tenant.yaml": "environment: {extends: [base.yaml]}\n"
            f"clientGrants: [{{{grant}, subject_type: client, scope: [b]}}]\n",
        }
    )

    assert [one["scope"] for one in files.sections["clientGrants"]] == [["b"], ["u"]]


def test_documents_in_a_list_merge_by_their_key(loaded: Load) -> None:
    files = loaded(
        {
            "base.yaml": "emailTemplates: [{template: verify_email, subject: a, enabled: true}]\n",
            "tenant.yaml": "environment: {extends: [base.yaml]}\n"
            "emailTemplates: [{template: verify_email, subject: b}]\n",
        }
    )

    assert files.sections["emailTemplates"] == [{"template": "verify_email", "subject": "b", "enabled": True}]


def test_a_section_may_be_split_over_files(loaded: Load) -> None:
    files = loaded(
        {
            "env/a.yaml": "clients: [{name: A}]\ntenant: {flags: {enable_sso: true}}\n",
            "env/sub/b.yml": "clients: [{name: B}]\n"
            "tenant: {friendly_name: X, flags: {disable_clickjack_protection_headers: true}}\n",
            "env/.hidden/c.yaml": "clients: [{name: C}]\n",
            "env/.d.yaml": "clients: [{name: D}]\n",
            "env/notes.txt": "clients: [",
        },
        "env",
    )

    assert [client["name"] for client in files.sections["clients"]] == ["A", "B"]
    assert files.sections["tenant"]["flags"] == {
        "enable_sso": True,
        "disable_clickjack_protection_headers": True,
    }
    assert str(files.locate(("clients", 1, "name"))) == "env/sub/b.yml:1:18"


def test_a_resource_may_stand_only_once_in_the_files_of_one_environment(problems: Problems) -> None:
    told = problems(
        {
            "env/a.yaml": "clients: [{name: A}, {name: B}, {name: A}]\ntenant: {friendly_name: X}\n",
            "env/b.yaml": "clients: [{name: B}]\ntenant: {friendly_name: Y}\ntriggers: {post-login: []}\n",
            "env/c.yaml": "triggers: {post-login: []}\nrefresh_token_policies: {p: {leeway: 1s}}\n",
            "env/d.yaml": "refresh_token_policies: {p: {rotation: rotating}}\n",
        },
        "env",
    )

    assert [line.split(" (")[0] for line in told] == [
        "env/a.yaml:1:33 clients/A: `clients/A` is written twice",
        "env/b.yaml:1:11 clients/B: `clients/B` is written twice",
        "env/b.yaml:2:10 tenant.friendly_name: `tenant.friendly_name` is written twice",
        "env/c.yaml:1:12 triggers/post-login: `triggers/post-login` is written twice",
        "env/d.yaml:1:26 refresh_token_policies/p: `refresh_token_policies/p` is written twice",
    ]
    assert "(the first is at env/a.yaml:1:11; merge the two, or rename one)" in told[0]


def test_files_that_extend_each_other_are_told_with_the_way_round(problems: Problems) -> None:
    told = problems(
        {
            "tenant.yaml": "environment: {extends: [a.yaml]}\n",
            "a.yaml": "environment: {extends: [sub/b.yaml]}\n",
            "sub/b.yaml": "environment: {extends: [../a.yaml]}\n",
        }
    )

    assert told == [
        "sub/b.yaml:1:25 -: the files extend themselves: a.yaml → sub/b.yaml → a.yaml"
        " (what is extended must not lead back to the files that extend it)"
    ]


def test_a_folder_that_holds_the_file_itself_cannot_be_extended(problems: Problems) -> None:
    [told] = problems({"env/prod/tenant.yaml": "environment: {extends: [..]}\n"}, "env/prod/tenant.yaml")

    assert told.startswith(
        "env/prod/tenant.yaml:1:25 -: the files extend themselves: env/prod/tenant.yaml → env"
    )


def test_what_is_extended_must_be_there(problems: Problems) -> None:
    assert problems("environment:\n  extends: [../nowhere]\n") == [
        "tenant.yaml:2:13 -: there is no `../nowhere` to extend (the path is relative to this file)"
    ]


def test_a_long_chain_is_refused_and_does_no_harm(problems: Problems) -> None:
    files = {f"f{n}.yaml": f"environment: {{extends: [f{n + 1}.yaml]}}\n" for n in range(2000)}

    assert problems(files, "f0.yaml") == [
        "f32.yaml:1:25 -: more than 32 files extend each other (shorten the chain)"
    ]


def test_a_value_that_is_overridden_need_not_resolve(loaded: Load) -> None:
    files = loaded(
        {
            "base.yaml": "clients: [{name: A, client_secret: $(secret:NOBODY_HAS)}]\n",
            "tenant.yaml": "environment: {extends: [base.yaml]}\nclients: [{name: A, client_secret: null}]\n".replace(
                "null", "written"
            ),
        }
    )

    assert files.sections["clients"][0]["client_secret"] == "written"


def test_composed_values_know_where_they_come_from(loaded: Load) -> None:
    files = loaded(over("clients:\n  - name: Shop\n    description: over\n    +callbacks: [https://c]\n"))

    assert str(files.locate(("clients", 0, "description"))) == "tenant.yaml:4:18"
    assert str(files.locate(("clients", 0, "client_metadata", "team"))) == "base.yaml:6:29"
    assert str(files.locate(("clients", 0, "callbacks", 1))) == "base.yaml:5:28"
    assert str(files.locate(("clients", 0, "callbacks", 2))) == "tenant.yaml:5:18"
    assert str(files.locate(("clients", 0, "nowhere", "at", "all"))) == "tenant.yaml:3:5"
    assert files.locate(("roles", 0)) is None


def test_what_makes_an_environment_is_not_inherited(loaded: Load) -> None:
    files = loaded(
        {
            "prod/tenant.yaml": """
                environment:
                  name: prod
                  domain: prod.eu.auth0.com
                  promotes_from: ../staging
                  prune: [clients]
                  limits: {deletes: 2, updates: 30%}
                  variables: {a: "1", b: "2"}
                """,
            "test/tenant.yaml": """
                environment:
                  extends: [../prod]
                  limits: {deletes: 0}
                  +prune: [roles]
                  variables: {b: "3"}
                clients: [{name: A, client_metadata: {x: $(var:a)$(var:b)}}]
                """,
        },
        "test",
    )

    assert (files.environment.name, files.environment.domain, files.environment.promotes_from) == (
        "test",
        None,
        None,
    )
    assert files.environment.prune == ("clients", "roles")
    assert (files.environment.limits.deletes, files.environment.limits.updates) == (0, 0.3)
    assert files.sections["clients"][0]["client_metadata"] == {"x": "13"}


def test_an_environment_is_read_whole(loaded: Load) -> None:
    files = loaded(
        {"prod/e.yaml": "environment: {name: prod, domain: emulator, promotes_from: ../staging}\n"}, "prod"
    )

    assert (files.environment.name, files.environment.domain) == ("prod", "emulator")
    assert files.environment.promotes_from == "staging"


def test_without_a_name_an_environment_is_called_as_its_file_or_folder(loaded: Load) -> None:
    assert loaded({"acme.yaml": "clients: []\n"}, "acme.yaml").environment.name == "acme"
    assert loaded({"other/x.yaml": "clients: []\n"}, "other").environment.name == "other"


def test_resources_that_share_a_name_are_told_apart_by_their_id(loaded: Load) -> None:
    files = loaded(
        {
            "base.yaml": "clients: [{name: A, client_id: one}, {name: A, client_id: two}]\n",
            "tenant.yaml": """\
                environment: {extends: [base.yaml]}
                clients: [{name: A, client_id: two, app_type: spa}, {name: A, client_id: three}]
                """,
        }
    )

    assert [(one["client_id"], one.get("app_type")) for one in files.sections["clients"]] == [
        ("one", None),
        ("two", "spa"),
        ("three", None),
    ]


def test_of_resources_that_share_a_name_an_overlay_must_say_which(problems: Problems) -> None:
    told = problems(
        {
            "base.yaml": "clients: [{name: A, client_id: one}, {name: A, client_id: two}]\n",
            "tenant.yaml": "environment: {extends: [base.yaml]}\nclients: [{name: A}]\n",
        }
    )

    assert told == [
        "tenant.yaml:2:11 clients/A: what is extended holds several `clients/A` (say which one with `client_id`)"
    ]


def test_one_of_two_with_the_same_name_and_no_id_is_a_duplicate(problems: Problems) -> None:
    assert len(problems("clients: [{name: A, client_id: one}, {name: A}]\n")) == 1
    assert len(problems("clients: [{name: A, client_id: one}, {name: A, client_id: one}]\n")) == 1


def test_an_overlay_may_add_the_id(loaded: Load) -> None:
    files = loaded(over("clients: [{name: Shop, client_id: abc}]\n"))

    assert [(one["name"], one.get("client_id")) for one in files.sections["clients"]] == [
        ("Shop", "abc"),
        ("Kiosk", None),
    ]
