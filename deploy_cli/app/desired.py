"""From loaded files to resources: each with its address, its policy filled in, its secrets sealed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from deploy_cli.app.provenance import Provenance
from deploy_cli.core.address import Address
from deploy_cli.core.hidden import without_hidden
from deploy_cli.core.identity import name_of
from deploy_cli.core.path import Path, found, mapped, pattern, without
from deploy_cli.core.repeats import repeats
from deploy_cli.core.resource_type import Collection, Described, Documents, ResourceType, Singleton
from deploy_cli.core.sensitivity import hidden, unhideable
from deploy_cli.core.suggest import did_you_mean
from deploy_cli.core.tenant import Desired, DesiredPolicy, DesiredTenant, Lifecycle, Locate, TenantFiles
from deploy_cli.core.values import Object, Secret, Value
from deploy_cli.errors import ConfigError, Location, Problem
from deploy_cli.lifetimes import policies

_OURS = ("lifecycle", "refresh_token_policy")


@dataclass
class _Division:
    """The work in hand: what was divided so far, and what is wrong with it."""

    files: TenantFiles
    policies: Mapping[str, Object]
    resources: dict[Address, Desired] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def divide(files: TenantFiles, types: Mapping[str, ResourceType]) -> DesiredTenant:
    """Divide the sections of ``files`` into resources.

    Several pinned resources may share a name; the id is then part of their addresses.
    Raises `ConfigError` with every duplicate, every resource without a name, and everything that is wrong with the
    policies.
    """
    complete, faults = policies.complete(files.policies)
    work = _Division(files, complete)
    for fault in faults:
        at = files.locate(("refresh_token_policies", *fault.path))
        address = f"refresh_token_policies/{fault.path[0]}"
        work.problems.append(Problem(fault.message, at, address, fault.hint, rule="policy"))
    work.problems += _sensitive(files, types)
    for section in types:
        if section in files.sections:
            _section(types[section], files.sections[section], work)
    if work.problems:
        raise ConfigError(work.problems)
    return DesiredTenant(
        environment=files.environment,
        resources=work.resources,
        sections=tuple(section for section in types if section in files.sections),
        digest=files.digest,
        files=files.digests,
        policies={name: _policy(name, policy, files) for name, policy in files.policies.items()},
        rules=files.rules,
        notes=(*files.notes, *work.notes),
    )


def _sensitive(files: TenantFiles, types: Mapping[str, ResourceType]) -> Iterator[Problem]:
    """Yield what the environment calls sensitive and cannot be."""
    for section, fields in files.environment.sensitive.items():
        place = files.locate(("environment", "sensitive", section))
        for text, why in unhideable(types[section], fields) if section in types else ():
            hint = "take it out of `environment.sensitive`"
            yield Problem(f"`{section}`: `{text}` cannot be sensitive: {why}", place, None, hint, "sensitive")


def _policy(name: str, policy: Object, files: TenantFiles) -> DesiredPolicy:
    source = files.locate(("refresh_token_policies", name))
    return DesiredPolicy(extends=policy.get("extends"), source=source)


def _section(described: ResourceType, value: Value, work: _Division) -> None:
    bodies = list(_bodies(described, value, work))
    shared = Counter(name for name, _, _ in bodies)
    for name, body, at in bodies:
        pin = _pin(described, body)
        shares_name = pin is not None and shared[name] > 1
        address = Address(described.section, f"{name} ({pin})" if shares_name else name)
        locate = partial(_locate, work.files.locate, at, _value_field(described))
        if (other := work.resources.get(address)) is not None:
            work.problems.append(
                Problem(
                    f"{described.title} `{name}` is described twice",
                    locate(()),
                    str(address),
                    f"the other place is {other.locate(())}; merge the two, or rename one",
                    rule="duplicate",
                )
            )
            continue
        one = _resource(described, address, body, locate, work)
        origin = Provenance(work.files, described, at, body)
        work.problems += repeats(one, described)
        work.resources[address] = replace(one, pin=pin, shares_name=shares_name, at=at, origin=origin)


def _bodies(described: ResourceType, value: Value, work: _Division) -> Iterator[tuple[str, Object, Path]]:
    """Yield the name, the body and the path in the files of every resource in a section."""
    at: Path = (described.section,)
    match described:
        case Singleton():
            yield "", value, at
        case Documents(key_field=None, value_field=None):
            yield from ((key, body, (*at, key)) for key, body in value.items())
        case Documents(key_field=None, value_field=str(inner)):
            yield from ((key, {inner: body}, (*at, key)) for key, body in value.items())
        case Documents(key_field=str(key)):
            for index, body in enumerate(value):
                yield body[key], {name: item for name, item in body.items() if name != key}, (*at, index)
        case Collection():
            for index, body in enumerate(value):
                name = name_of(described, body)
                if reasons := [why for key, why in described.not_managed_with.items() if key in body]:
                    where = f"{described.section}/{name}" if name else str(work.files.locate((*at, index)))
                    work.notes.append(
                        f"{where} is left alone; deploy-cli does not manage it yet: {reasons[0]}"
                    )
                elif name is None:
                    needed = [part for part in described.identity if part not in described.identity_defaults]
                    parts = " and ".join(f"`{part}`" for part in needed)
                    place = work.files.locate((*at, index))
                    problem = Problem(f"a {described.title} needs {parts}", place, described.section)
                    work.problems.append(problem)
                else:
                    yield name, {**described.implied, **body}, (*at, index)


def _resource(
    described: ResourceType, address: Address, body: Object, locate: Locate, work: _Division
) -> Desired:
    filled = _with_policy(described, address, body, locate, work)
    own = {key: value for key, value in filled.items() if key not in _OURS}
    own = _without_unmanaged(described, address, _with_current_names(described, own), work)
    for text in described.read_only:
        own = without(own, pattern(text))
    lifecycle = body.get("lifecycle", {})
    fields = (*work.files.environment.sensitive.get(address.section, ()), *lifecycle.get("sensitive", ()))
    work.problems += _unhideable(described, address, lifecycle.get("sensitive", ()), locate)
    return Desired(
        address=address,
        body=hidden(sealed(described, without_hidden(described, own)), map(pattern, fields)),
        lifecycle=Lifecycle(
            renamed_from=lifecycle.get("renamed_from"),
            protect=lifecycle.get("protect", False),
            ignore_changes=tuple(lifecycle.get("ignore_changes", ())),
            exact=tuple(lifecycle.get("exact", ())),
            sensitive=tuple(lifecycle.get("sensitive", ())),
            absent=lifecycle.get("state") == "absent",
        ),
        policy=body.get("refresh_token_policy"),
        locate=locate,
    )


def _unhideable(
    described: ResourceType, address: Address, fields: Iterable[str], locate: Locate
) -> Iterator[Problem]:
    for text, why in unhideable(described, fields):
        message = f"`{text}` cannot be sensitive: {why}"
        place = locate(("lifecycle", "sensitive"))
        yield Problem(message, place, str(address), "take it out of `lifecycle.sensitive`", "sensitive")


def _pin(described: ResourceType, body: Object) -> str | None:
    """Return the server's id that the files write beside a name, to say which resource of that name is meant."""
    pin = body.get(described.server_id) if isinstance(described, Collection) else None
    return pin if isinstance(pin, str) else None


def _with_current_names(described: Described, body: Object) -> Object:
    names = described.former_names
    return {names.get(key, key): value for key, value in body.items() if names.get(key) not in body}


def _without_unmanaged(described: Described, address: Address, body: Object, work: _Division) -> Object:
    """Leave out what this tool does not manage, and say so."""
    left_out = [text for text in described.unmanaged if any(True for _ in found(body, pattern(text)))]
    if left_out:
        listed = ", ".join(f"`{text}`" for text in left_out)
        work.notes.append(f"{address}: {listed} is left alone; deploy-cli does not manage it yet")
    for text in left_out:
        body = without(body, pattern(text))
    return body


def _with_policy(
    described: Described, address: Address, body: Object, locate: Locate, work: _Division
) -> Object:
    """Fill in the block of the policy that ``body`` refers to; what the block itself says wins."""
    block, name = described.policy_field, body.get("refresh_token_policy")
    if block is None or name is None:
        return body
    if (policy := work.policies.get(name)) is None:
        if name not in work.files.policies:
            known = ", ".join(f"`{known}`" for known in work.policies)
            at = locate(("refresh_token_policy",))
            work.problems.append(
                Problem(
                    f"there is no refresh-token policy `{name}`",
                    at,
                    str(address),
                    did_you_mean(str(name), work.policies, f"there are {known}"),
                    "policy",
                )
            )
        return body
    return {**body, block: {**policies.block(policy), **(body.get(block) or {})}}


def sealed(described: Described, body: Object) -> Object:
    """Return ``body`` with every text in a secret field turned into a `Secret`, so that nothing can show it."""
    for text in (*described.secret, *described.write_only):
        body = mapped(body, pattern(text), partial(_sealed, text))
    return body


def _sealed(name: str, value: Value) -> Value:
    match value:
        case str() if value:
            return Secret(value, name)
        case dict():
            return {key: _sealed(name, item) for key, item in value.items()}
        case list():
            return [_sealed(name, item) for item in value]
        case _:
            return value


def _value_field(described: ResourceType) -> str | None:
    return described.value_field if isinstance(described, Documents) else None


def _locate(locate: Locate, at: Path, value_field: str | None, path: Path) -> Location | None:
    inner = path[1:] if value_field is not None and path[:1] == (value_field,) else path
    return locate((*at, *inner))
