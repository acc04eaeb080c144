"""Prompts: their settings, texts, partials and renderings."""

from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.collection import patched
from deploy_cli.emulator.document import key
from deploy_cli.emulator.kind import Document
from deploy_cli.emulator.paging import paged_items
from deploy_cli.emulator.values import Object

SCREEN = "/prompts/{prompt}/screen/{screen}/rendering"
PLAIN: Object = {
    "rendering_mode": "standard",
    "context_configuration": [],
    "default_head_tags_disabled": False,
    "head_tags": [],
}
NULLS = frozenset({"filters"})
RENDERING = Document(path=SCREEN, nulls=NULLS)


def rendering(call: Call) -> Answer:
    """How a screen is rendered, with what it has unless somebody changed it."""
    kept = call.store.get(SCREEN, key(call)) or {}
    return call.answer(_whole(call, call.values[0], call.values[1], kept))


def change_rendering(call: Call) -> Answer:
    """Change a rendering; only what was sent comes back."""
    kept = call.store.get(SCREEN, key(call)) or {}
    call.store.put(SCREEN, key(call), patched(RENDERING, kept, call.sent()))
    return call.answer(call.sent())


def renderings(call: Call) -> Answer:
    """The screens whose rendering somebody changed."""
    found = [
        _whole(call, prompt, screen, call.store.get(SCREEN, f"{prompt}/{screen}/") or {})
        for prompt, screen in _changed(call)
    ]
    wanted = {"prompt", "screen", "rendering_mode"} & call.query.keys()
    found = [one for one in found if all(one.get(name) == call.query[name] for name in wanted)]
    return call.answer(paged_items(call, found))


def change_renderings(call: Call) -> Answer:
    """Change the rendering of several screens."""
    for given in call.sent()["configs"]:
        where = f"{given['prompt']}/{given['screen']}/"
        sent = {name: value for name, value in given.items() if name not in {"prompt", "screen"}}
        call.store.put(SCREEN, where, patched(RENDERING, call.store.get(SCREEN, where) or {}, sent))
    return call.answer({"configs": call.sent()["configs"]})


def _changed(call: Call) -> list[tuple[str, str]]:
    names = (one.strip("/").split("/") for one in call.store.keys(SCREEN))
    return [(prompt, screen) for prompt, screen in names]


def _whole(call: Call, prompt: str, screen: str, kept: Object) -> Object:
    return {"tenant": call.tenant.name, "prompt": prompt, "screen": screen, **PLAIN, **kept}


KINDS = (
    Document(path="/prompts", initial={"universal_login_experience": "new", "identifier_first": True}),
    Document(path="/prompts/{prompt}/custom-text/{language}", initial={}),
    Document(path="/prompts/{prompt}/partials", initial={}),
    Document(path="/prompts/mfa-push", initial={}),
    RENDERING,
)
CALLS = {
    f"GET {SCREEN}": rendering,
    f"PATCH {SCREEN}": change_rendering,
    "GET /prompts/rendering": renderings,
    "PATCH /prompts/rendering": change_renderings,
}
