"""Random projects: a tenant with policies and secrets, divided over layers and files, and spelled at random."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.properties.spelling import Hidden, Marks, Owner, Speller, identity

Sections = dict[str, Any]
DAY = 86_400

NAMES = st.sampled_from(["Storefront", "Kiosk", "a: b", "null", "it's", "é # x"])
TEXTS = st.sampled_from(
    ["old", "a b", "", "true", "012", "1:30", "a: b", "a #b", "# no", "- a", "it's", 'say "x"', "$(var:x)",
     "a, b", "[x]", "{y}", "é🙂", "*star", "&and", "two\nlines", "ends\n", "\n starts", "three\n  more\n\nlines\n",
     "##KEY##", "new", "{{ x }} ${y}"]
)  # fmt: skip
FULL = TEXTS.filter(bool)
URLS = st.sampled_from([f"https://{name}.acme.example/in" for name in "abcd"])
LISTS = st.lists(URLS, max_size=3, unique=True)
METADATA = st.dictionaries(
    st.sampled_from(["team", "tier", "no", "a b", "12"]), FULL.filter(lambda text: len(text) < 20), max_size=3
)
SECRETS = st.sampled_from(["hush-hush-one", "hush-hush-two", "hush: # 'three'"]).map(Hidden)


def fields(always: dict[str, Any], **optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(always, optional=optional)


@st.composite
def lifetimes(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the settings of a policy that the API takes."""
    absolute = draw(st.sampled_from([30 * DAY, 10 * DAY, 40 * DAY, None]))
    idle = draw(
        st.sampled_from(
            [5 * DAY, 9 * DAY + 60, DAY, None] if absolute is None else [5 * DAY, 9 * DAY + 60, DAY]
        )
    )
    rotation = draw(st.sampled_from(["rotating", "non-rotating"])) if absolute or idle else "non-rotating"
    leeway = draw(st.sampled_from([0, 3, 60])) if rotation == "rotating" else 0
    return {
        "rotation": rotation,
        "leeway": leeway,
        "absolute_lifetime": absolute,
        "inactivity_lifetime": idle,
    }


def block(policy: dict[str, Any]) -> dict[str, Any]:
    """Return the API's fields for a policy."""
    absolute, idle = policy["absolute_lifetime"], policy["inactivity_lifetime"]
    return {
        "rotation_type": policy["rotation"],
        "expiration_type": "expiring" if absolute or idle else "non-expiring",
        "leeway": policy["leeway"],
        "infinite_token_lifetime": absolute is None,
        "infinite_idle_token_lifetime": idle is None,
        **({"token_lifetime": absolute} if absolute else {}),
        **({"idle_token_lifetime": idle} if idle else {}),
    }


CLIENTS = fields(
    {"name": NAMES, "oidc_conformant": st.just(True), "grant_types": st.just(["authorization_code", "refresh_token"])},
    description=TEXTS,
    app_type=st.sampled_from(["spa", "native", "regular_web"]),
    callbacks=LISTS,
    web_origins=st.lists(st.sampled_from(["https://a.example", "https://b.example"]), max_size=2, unique=True),
    client_metadata=METADATA,
    jwt_configuration=fields({"alg": st.just("RS256")}, lifetime_in_seconds=st.sampled_from([60, 3600])),
    par_request_expiry=st.none() | st.sampled_from([60, 90]),
    default_organization=st.none(),
    initiate_login_uri=URLS,
    mobile=fields(
        {},
        android=fields(
            {"app_package_name": st.sampled_from(["a.b", "c.d"])},
            sha256_cert_fingerprints=st.just(["D8:A0"]),
        ),
    ),
    sso=st.booleans(),
)  # fmt: skip
ROLES = fields({"name": NAMES}, description=FULL)
SERVERS = fields(
    {
        "identifier": st.sampled_from(["https://api.example", "urn:x"]),
        "name": st.sampled_from(["Api", "Other"]),
    },
    scopes=st.lists(
        fields({"value": st.sampled_from(["read:it", "write:it", "x"]), "description": FULL}),
        max_size=3,
        unique_by=lambda scope: scope["value"],
    ),
    token_lifetime=st.sampled_from([60, 3600]),
    allow_offline_access=st.booleans(),
)
ACTIONS = fields(
    {
        "name": NAMES,
        "supported_triggers": st.just([{"id": "post-login", "version": "v3"}]),
        "code": FULL,
        "deployed": st.booleans(),
    },
    secrets=st.lists(
        fields({"name": st.sampled_from(["KEY", "TOKEN"]), "value": SECRETS}),
        max_size=2,
        unique_by=lambda secret: secret["name"],
    ),
)
CONNECTIONS = fields(
    {
        "name": st.sampled_from(["social", "Work-1"]),
        "strategy": st.just("google-oauth2"),
        "options": fields(
            {"client_id": st.sampled_from("ab"), "client_secret": SECRETS}, email=st.booleans()
        ),
    }
)
ORGANIZATIONS = fields(
    {"name": st.sampled_from(["acme", "null", "012"])},
    display_name=FULL.filter(lambda text: "\n" not in text),
    metadata=st.dictionaries(
        st.sampled_from(["team", "no"]), st.sampled_from(["x", "y: z", "7"]), max_size=2
    ),
)
TEMPLATES = fields(
    {
        "template": st.sampled_from(["welcome_email", "reset_email"]),
        "body": FULL,
        "enabled": st.booleans(),
        "from": st.just(""),
        "subject": FULL,
        "syntax": st.just("liquid"),
    }
)
SECTIONS = {
    "clients": CLIENTS,
    "roles": ROLES,
    "resourceServers": SERVERS,
    "actions": ACTIONS,
    "connections": CONNECTIONS,
    "organizations": ORGANIZATIONS,
    "emailTemplates": TEMPLATES,
}
NEEDED = ("strategy", "supported_triggers", "body", "enabled", "from", "subject", "syntax")
"""Fields that a create needs: who lacks them is laid over who has them."""

TENANT = fields(
    {},
    friendly_name=FULL,
    session_lifetime=st.sampled_from([24, 100]),
    flags=fields({}, enable_client_connections=st.booleans(), revoke_refresh_token_grant=st.booleans()),
)


@st.composite
def bodies(draw: st.DrawFn, most: int = 3) -> Sections:
    """Draw the sections of a tenant, without what makes policies of it."""
    chosen = draw(st.lists(st.sampled_from([*SECTIONS]), min_size=1, max_size=3, unique=True))
    made: Sections = {section: draw(_some(section, most)) for section in chosen}
    if draw(st.integers(0, 3)) == 3:
        made["tenant"] = draw(TENANT)
    return {section: value for section, value in made.items() if value}


def _some(section: str, most: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(
        SECTIONS[section], min_size=1, max_size=most, unique_by=lambda body: identity(section, body)
    )


@dataclass(frozen=True)
class Project:
    """Tenant files, and all that is said outside of them."""

    files: dict[str, str]
    environ: dict[str, str]
    owners: dict[str, Owner]
    means: Sections
    """What the files come to, without policies."""
    blocks: dict[str, dict[str, Any]]
    """Client → the refresh-token settings that it comes to."""
    regrouped: dict[str, str]
    """What makes the same layers lie over each other in another grouping, where there are as many."""

    def written(self, home: Path) -> Path:
        for name, text in self.files.items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return home / "own"

    @property
    def told(self) -> str:
        told = "\n".join(f"--- {name}\n{text}" for name, text in self.files.items())
        return f"{told}\n--- {self.environ}"


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Draw a project of ours: one or two layers, files, a spelling."""
    made = draw(bodies())
    policies, blocks, clients = _policies(draw, made.get("clients", []))
    model = {**made, **({"clients": clients} if clients else {})}
    marks = Marks()
    layers = _layers(draw, model, policies)
    files: dict[str, str] = {}
    for layer, sections in layers.items():
        for name, part in _files(draw, sections).items():
            here = replace_beside(marks)
            files[f"{layer}/{name}.yaml"] = Speller(draw, here, name=f"{name}-").text(part)
            files |= {f"{layer}/{path}": text for path, text in here.beside.items()}
    grouped = [_grouped(layers, marks, chained=chained) for chained in draw(st.permutations([False, True]))]
    environ = {**marks.environ, "AUTH0_KEYWORD_REPLACE_MAPPINGS": json.dumps(marks.mappings)}
    return Project({**files, **grouped[0]}, environ, marks.owners, made, blocks, grouped[1])


@st.composite
def official_projects(draw: st.DrawFn) -> Project:
    """Draw a project in the official tool's YAML format: one file, keywords, side files."""
    made = draw(bodies())
    marks = Marks()
    text = Speller(draw, marks, ours=False).text(made)
    files = {"own/tenant.yaml": text} | {f"own/{path}": beside for path, beside in marks.beside.items()}
    environ = {**marks.environ, "AUTH0_KEYWORD_REPLACE_MAPPINGS": json.dumps(marks.mappings)}
    return Project(files, environ, marks.owners, made, {}, {})


def _grouped(layers: dict[str, Sections], marks: Marks, *, chained: bool) -> dict[str, str]:
    """Return the files that say which layer lies over which: each over the next, or the last one over all."""
    below = [f"../{layer}" for layer in ("base", "region") if layer in layers]
    own: dict[str, Any] = {"name": "own", "domain": "emulator"}
    if below:
        own["extends"] = below[-1:] if chained else below
    if marks.variables:
        own["variables"] = dict(marks.variables)
    said = {"own": own}
    if "region" in layers:
        said["region"] = {"extends": below[:-1]} if chained and below[:-1] else {"variables": {}}
    return {
        f"{layer}/environment.yaml": json.dumps({"environment": value}, indent=2, ensure_ascii=False) + "\n"
        for layer, value in said.items()
    }


def replace_beside(marks: Marks) -> Marks:
    """Return the same marks, with side files of their own."""
    return replace(marks, beside={})


def _policies(
    draw: st.DrawFn, clients: list[dict[str, Any]]
) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """Draw policies, some of which inherit, and put clients on them."""
    blocks: dict[str, Any] = {}
    complete: dict[str, Any] = {}
    written: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(["browser", "backend", "long-1"]), unique=True, max_size=3)):
        own = draw(lifetimes())
        parent = draw(st.sampled_from([None, *complete]))
        complete[name] = own
        said = own if parent is None else {k: v for k, v in own.items() if v != complete[parent][k]}
        written[name] = {k: _duration(draw, k, v) for k, v in said.items()}
        if parent is not None:
            written[name]["extends"] = parent
    on: list[dict[str, Any]] = []
    for client in clients:
        kind = draw(st.sampled_from(["policy", "none", "override", "block"]))
        more: dict[str, Any] = {}
        if kind in ("policy", "override") and complete:
            name = draw(st.sampled_from([*complete]))
            own = {"leeway": 7} if kind == "override" and complete[name]["rotation"] == "rotating" else {}
            blocks[client["name"]] = {**block(complete[name]), **own}
            more = {"refresh_token_policy": name, **({"refresh_token": own} if own else {})}
        elif kind == "block":
            blocks[client["name"]] = block(draw(lifetimes()))
            more = {"refresh_token": blocks[client["name"]]}
        on.append({**client, **more})
    return written, blocks, on


def _duration(draw: st.DrawFn, key: str, value: Any) -> Any:
    if key == "rotation":
        return value
    if value is None:
        return "none"
    ways: list[Any] = [value, f"{value}s"]
    ways += [
        f"{value // size}{unit}" for unit, size in (("d", DAY), ("h", 3600)) if value and value % size == 0
    ]
    return draw(st.sampled_from(ways))


def _layers(draw: st.DrawFn, model: Sections, policies: dict[str, Any]) -> dict[str, Sections]:
    """Divide what is said over one to three layers."""
    count = draw(st.integers(1, 3))
    own, below = _two(draw, model, policies, layered=count > 1)
    said = below.pop("refresh_token_policies", {})
    region, base = _two(draw, below, said, layered=count > 2)
    if region and draw(st.integers(0, 3)) == 3:
        region.setdefault("roles", []).append({"name": "Gone"})
        own.setdefault("roles", []).append({"name": "Gone", "lifecycle": {"state": "absent"}})
    return {"own": own, **({"region": region} if region else {}), **({"base": base} if base else {})}


def _two(
    draw: st.DrawFn, model: Sections, policies: dict[str, Any], *, layered: bool
) -> tuple[Sections, Sections]:
    own: Sections = {}
    base: Sections = {}
    for section, value in model.items():
        if isinstance(value, list):
            for body in value:
                below, above = _divided(draw, section, body) if layered else ({}, body)
                if below:
                    base.setdefault(section, []).append(below)
                if above:
                    own.setdefault(section, []).append(above)
        else:
            below, above = _split(draw, value) if layered else ({}, value)
            base |= {section: below} if below else {}
            own |= {section: above} if above else {}
    for name, policy in policies.items():
        below, above = _split(draw, policy) if layered else ({}, policy)
        if below:
            base.setdefault("refresh_token_policies", {})[name] = below
        if above or not below:
            own.setdefault("refresh_token_policies", {})[name] = above
    return own, base


def _divided(draw: st.DrawFn, section: str, body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    how = draw(st.sampled_from(["own", "base", "both"]))
    if how != "both":
        return (body, {}) if how == "base" else ({}, body)
    key = {"resourceServers": "identifier", "emailTemplates": "template"}.get(section, "name")
    fixed = {name: item for name, item in body.items() if name in (key, *NEEDED)}
    below, above = _split(draw, {name: item for name, item in body.items() if name not in fixed})
    return {**fixed, **below}, {key: body[key], **above} if above else {}


def _split(draw: st.DrawFn, value: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Divide an object into one that is extended and one that is laid over it."""
    below: dict[str, Any] = {}
    above: dict[str, Any] = {}
    for key, item in value.items():
        how = draw(st.sampled_from(["below", "above", "over"]))
        if how == "above":
            above[key] = item
            continue
        below[key] = item
        if how == "over" and isinstance(item, list) and item and all(isinstance(one, str) for one in item):
            cut = draw(st.integers(0, len(item)))
            gone = draw(st.sampled_from([[], ["https://gone.example"]]))
            below[key] = [*item[:cut], *gone]
            above |= {f"-{key}": gone} if gone else {}
            above |= {f"+{key}": item[cut:]} if item[cut:] else {}
        elif how == "over" and isinstance(item, bool | int):
            above[key] = item
            below[key] = not item if isinstance(item, bool) else item + 1
    return below, above


def _files(draw: st.DrawFn, sections: Sections) -> dict[str, Sections]:
    files: dict[str, Sections] = {}
    for section, value in sections.items():
        pieces = [value]
        if isinstance(value, list) and len(value) > 1 and draw(st.booleans()):
            pieces = [value[:1], value[1:]]
        for piece in pieces:
            free = [name for name in ("one", "two", "three") if section not in files.get(name, {})]
            files.setdefault(draw(st.sampled_from(free)), {})[section] = piece
    return files
