"""The comments of a converted project: each stands at what it is about, or is named."""

from collections import Counter
from pathlib import Path

import pytest

from deploy_cli.files.adoption import Adopted, adopt
from deploy_cli.files.schemas import shipped
from deploy_cli.files.tokens import parse
from deploy_cli.resources import ALL

SAMPLE = Path(__file__).parents[3] / "shared/samples/official-yaml/tenant.yaml"

PROJECT = """\
# Acme, production.

# ---- rules are old ----
rules:
  # about a rule
  - name: r  # beside

# All our clients
clients:
  # The shop.
  - name: Shop     # do not rename
    # people come from here
    callbacks:
      - https://a.example  # live
      # - https://off.example
    app_type: spa   # single page
    grant_types: [refresh_token]  # inline
    refresh_token:
      rotation_type: rotating  # why rotating
      expiration_type: expiring
      leeway: 0
      token_lifetime: 2592000
      idle_token_lifetime: 1296000
      infinite_token_lifetime: false
      infinite_idle_token_lifetime: false
    # end of the shop

  # The office
  - app_type: regular_web # type first
    name: Office
    allowed_origins: [
      https://x.example, # inside brackets
    ]
    client_metadata: {}
  # nobody else

##BANNER##
roles:
- name: Admin
  description: |  # long
    # not a comment
  permissions: []
# the end
"""


def converted(folder: Path, text: str, name: str = "tenant.yaml") -> Adopted:
    (folder / name).write_bytes(text.encode())
    return adopt(folder / name, ALL, shipped(), environ={}, name="prod", domain=None)


def test_comments_stand_at_what_they_are_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    adopted = converted(Path(), PROJECT)

    assert (
        adopted.files["clients.yaml"].decode()
        == """\
#
# All our clients
clients:
  # The shop.
  - name: Shop     # do not rename
    app_type: spa   # single page
    # people come from here
    callbacks:
      - https://a.example  # live
      # - https://off.example
    grant_types:  # inline
      - refresh_token
    # why rotating
    refresh_token_policy: browser
    # end of the shop

  # The office
  - name: Office
    app_type: regular_web # type first
    # inside brackets
    allowed_origins:
      - https://x.example
    client_metadata: {}
  # nobody else
"""
    )
    assert (
        adopted.files["roles.yaml"].decode()
        == """\
#
## BANNER ##
roles:
  - name: Admin
    description: |  # long
      # not a comment
    permissions: []
  # the end
"""
    )
    assert (
        adopted.files["environment.yaml"].decode()
        == """\
#
# What deploy-cli does not manage yet stays in tenant.yaml: rules.
# To deploy that and nothing else with Auth0's Deploy CLI:
#   AUTH0_INCLUDED_ONLY='["rules"]' a0deploy import --input_file tenant.yaml

# Acme, production.

environment:
  name: prod
"""
    )
    assert "18 comments stand where the values stand that they are about" in adopted.told
    assert "3 comments stay in `tenant.yaml`, with `rules`" in adopted.told


def test_line_ends_and_marks_change_nothing(tmp_path: Path) -> None:
    plain = converted(tmp_path, PROJECT).files
    text = "\ufeff" + PROJECT.replace("\n", "\r\n")

    assert converted(tmp_path, text).files == plain


def test_a_document_marker_and_what_stands_above_it(tmp_path: Path) -> None:
    adopted = converted(tmp_path, "# above\n---\nroles: [{name: A}] # here\n...\n# behind\n")

    assert adopted.files["environment.yaml"].startswith(b"#\n# above\n")
    assert adopted.files["roles.yaml"] == b"roles: # here\n  - name: A\n  # behind\n"


def test_what_cannot_be_taken_apart_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    adopted = converted(Path(), "roles:\n  - ? name\n    : A # a comment\n")

    why = "a key that is written with `?`, or not at all"
    assert f"the comments of `tenant.yaml` are not carried over: tenant.yaml:2: {why}" in adopted.told
    assert adopted.files["roles.yaml"] == b"roles:\n  - name: A\n"


def test_a_line_for_editors_is_not_carried(tmp_path: Path) -> None:
    adopted = converted(tmp_path, "# yaml-language-server: $schema=x.json\nroles: [{name: A}]\n")

    assert b"x.json" not in b"".join(adopted.files.values())
    assert not any("comment" in line for line in adopted.told)


def test_comments_of_several_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("# one\nroles:\n  - name: A # a\n")
    (tmp_path / "b.yaml").write_text("roles:\n  # above b\n  - name: B # b\n")
    adopted = adopt(tmp_path, ALL, shipped(), environ={}, name="prod", domain=None)

    assert adopted.files["roles.yaml"] == b"#\n# one\nroles:\n  - name: A # a\n  # above b\n  - name: B # b\n"


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the samples beside the checkout are absent")
def test_no_comment_of_the_official_sample_is_lost() -> None:
    text = SAMPLE.read_text("utf-8")
    adopted = adopt(SAMPLE, ALL, shipped(), environ={"ENV": "dev"}, name="prod", domain=None)

    there = Counter(line for content in adopted.files.values() for line in _comments(content.decode()))
    lost = Counter(_comments(text)) - there
    [staying] = [line for line in adopted.told if "stay in" in line]
    assert staying.startswith(f"{lost.total()} comments stay in ")


def _comments(text: str) -> tuple[str, ...]:
    from deploy_cli.files.masking import masked

    try:
        return parse(masked(text), text).comments
    except Exception:
        return ()
