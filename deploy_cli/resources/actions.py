"""Actions: code that runs at a step of a sign-in, built by Auth0 and then deployed."""

from deploy_cli.core.call import Call, Paging, Wait
from deploy_cli.core.resource_type import Collection, Directory, Hooks
from deploy_cli.core.values import Object


def _is_from_the_marketplace(action: Object) -> bool:
    """Actions that were installed belong to their vendor."""
    return bool(action.get("integration"))


def _show_deployment(live: Object, desired: Object) -> Object:
    """Say of an action what files say of it: whether all of its changes are deployed."""
    return {**live, "deployed": live.get("all_changes_deployed") is True}


def _deploy(desired: Object, action_id: str) -> tuple[Call | Wait, ...]:
    """Wait for the build, which Auth0 does on its own time, and deploy it if the files say so."""
    if desired.get("deployed") is not True:
        return ()
    path = f"actions/actions/{action_id}"
    return (
        Wait(path, field="status", until=("built",), failed=("failed",)),
        Call("POST", f"{path}/deploy"),
        Wait(path, field="all_changes_deployed", until=(True,)),
    )


ACTIONS = Collection(
    section="actions",
    title="action",
    scope="actions",
    write_scopes=("create:actions",),  # of the deploy that follows every write
    directory=Directory(files="actions/*.json", from_root=True),
    path="actions/actions",
    paging=Paging.COUNTED,
    wrapper="actions",
    delete_query={"force": "true"},
    protected=_is_from_the_marketplace,
    required=("supported_triggers",),
    read_only=(
        "all_changes_deployed",
        "built_at",
        "created_at",
        "current_version",
        "deployed_version",
        "id",
        "installed_integration_id",
        "integration",
        "secrets[].updated_at",
        "status",
        "supported_triggers[].binding_policy",
        "supported_triggers[].compatible_triggers",
        "supported_triggers[].default_runtime",
        "supported_triggers[].runtimes",
        "supported_triggers[].status",
        "supported_triggers[].url",
        "updated_at",
    ),
    unmanaged=("modules",),
    file_only=("deployed",),
    write_only=("secrets[].value",),
    keyed={
        "dependencies": ("name",),
        "secrets": ("name",),
        "supported_triggers": ("id",),
    },
    texts={"code": ".js"},
    hooks=Hooks(normalize=_show_deployment, after_write=_deploy),
)
