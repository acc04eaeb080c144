"""Connection profiles."""

from deploy_cli.emulator.kind import Absent, Collection, Unique

KINDS = (
    Collection(
        path="/connection-profiles",
        form="cop_*22",
        defaults={"connection_config": None, "strategy_overrides": None},
        nulls=frozenset({"connection_config", "strategy_overrides"}),
        absent=Absent("Connection profile not found."),
        unique=(Unique(("name",), "Connection profile conflict."),),
        forgiving=True,
    ),
)
