"""The policies of situations as YAML, with a word behind each field: what teams paste, and what first projects hold."""

from collections.abc import Sequence
from textwrap import indent
from typing import Final

from deploy_cli.core.path import Path
from deploy_cli.core.values import Object, Value
from deploy_cli.files.emit import yaml
from deploy_cli.lifetimes.absence import away
from deploy_cli.lifetimes.durations import spoken, written
from deploy_cli.lifetimes.situations import Situation

_POLICIES: Final = "refresh_token_policies"
_COMMAND: Final = "deploy-cli refresh-tokens advise"

_WORDS: Final = {
    "leeway": "for two requests at once",
    "absolute_lifetime": "then a login in any case",
    "inactivity_lifetime": "away for longer: a login",
    "allow_offline_access": "or no refresh token comes",
    "must_reauthenticate": "`lint` looks at sessions",
}
_ROTATION: Final = {"rotating": "a stolen token shows", "non-rotating": "the secret protects it"}


def advised_text(file: Object) -> str:
    """Return a tenant file whose fields belong to a situation, formatted as `deploy-cli fmt` does."""
    return "\n".join(_told({key: value}, file) for key, value in file.items())


def policies_text(situations: Sequence[Situation]) -> str:
    """Return the block of policies of ``situations``, each below a line that says whose it is."""
    parts = [_policy(one) for one in situations]
    return f"{_POLICIES}:\n" + "\n".join(parts)


def situations_text(situations: Sequence[Situation]) -> str:
    """Return a list for a README: each situation with how long people may be away, and when they must log in."""
    return "\n".join(f"* `{one.key}`: {one.title}. {_numbers(one)}" for one in situations)


def _numbers(situation: Situation) -> str:
    ends = away(situation.settings)
    gap = "For ever" if ends.sure is None else f"Up to {spoken(ends.sure)}"
    end = "no login" if ends.since_login is None else f"a login after {spoken(ends.since_login)}"
    return f"{gap} away; in any case {end}."


def _policy(situation: Situation) -> str:
    policy: Object = {situation.policy_name: situation.policy}
    return indent(f"# {situation.title}: `{_COMMAND} {situation.key}`\n{_told(policy, policy)}", "  ")


def _told(part: Object, whole: Object) -> str:
    return yaml(part, remark=lambda path: _remark(path, whole))


def _remark(path: Path, file: Object) -> str | None:
    value: Value = file
    for step in path:
        value = value[step]
    match path[-1], value:
        case "rotation", str(rotation):
            return _ROTATION[rotation]
        case "token_lifetime", int(count):
            return written(count)
        case str(field), _:
            return _WORDS.get(field)
    return None
