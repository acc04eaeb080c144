"""Rate limit policies."""

from deploy_cli.emulator.kind import Absent, Collection, Unique

KINDS = (
    Collection(
        path="/rate-limit-policies",
        form="rlp_*21",
        stamps="us",
        absent=Absent("The rate limit policy does not exist."),
        unique=(
            Unique(
                ("resource", "consumer", "consumer_selector"),
                "A rate limit policy with the same resource, consumer, and consumer_selector already exists.",
            ),
        ),
    ),
)
