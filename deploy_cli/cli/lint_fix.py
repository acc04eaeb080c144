"""``deploy-cli lint --fix``."""

import os
from difflib import unified_diff
from pathlib import Path

from deploy_cli import resources
from deploy_cli.cli.console import Console
from deploy_cli.cli.options import Given


def mend(target: Path, variables: Given, console: Console, *, shown: bool) -> None:
    """Set right in the files of ``target`` what is certain; show the difference, or tell it where stdout is taken.

    What stands in a file that they extend is named and left alone. Raises what loading and writing raise.
    """
    from deploy_cli.app.desired import divide
    from deploy_cli.app.mending import mendings
    from deploy_cli.app.updating import Corrections
    from deploy_cli.cli.session import today
    from deploy_cli.files.reading import tenant_files
    from deploy_cli.files.schemas import shipped as schemas
    from deploy_cli.files.tenant import Loading
    from deploy_cli.files.updating import update
    from deploy_cli.guardrails.judging import findings

    loading = Loading(
        target, resources.ALL, os.environ, variables.texts, variables.files, schemas(), needs_secrets=False
    )
    files = loading.result()
    desired = divide(files, resources.ALL)
    own = {path.resolve() for path in tenant_files(target)}
    mine = []
    for one in mendings(findings(desired, today=today()), files, desired):
        place = files.locate((*one.at, one.key or ""))
        if place is not None and Path(place.file).resolve() in own:
            mine.append(one)
        else:
            console.note(
                f"{one.address}: `{one.key}` stands in `{place.file if place else '?'}`: fix it there"
            )
    before = {path: path.read_bytes() for path in own}
    done = update(loading, files, Corrections(tuple(mine), {}, ())) if mine else None
    for note in done.notes if done else ():
        console.note(note)
    for path in done.files if done else ():
        text = _difference(path, before[path.resolve()].decode(), path.read_bytes().decode())
        (console.show if shown else console.tell)(text)


def _difference(path: Path, before: str, after: str) -> str:
    from deploy_cli.files.reading import shown
    from deploy_cli.render.visible import visible

    name = visible(shown(path))
    lines = unified_diff(before.split("\n"), after.split("\n"), name, f"{name} (fixed)", lineterm="")
    return "\n".join(visible(line.removesuffix("\r")) for line in lines) + "\n"
