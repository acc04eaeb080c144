"""Log streams."""

from deploy_cli.emulator.call import Call
from deploy_cli.emulator.kind import Absent, Collection
from deploy_cli.emulator.values import Object, filled

MASK = "********"
WITH_PRIORITY = {"http", "datadog"}
PARTNERS = {"eventbridge", "eventgrid"}
"""Types whose sink the service completes and keeps."""


def _change(call: Call, old: Object | None, new: Object) -> Object:
    sent = call.sent()
    if old is None:
        new = {"status": "active", **new}
        if new["type"] in WITH_PRIORITY:
            new = filled(new, {"isPriority": False})
        if new["type"] == "eventbridge":
            source = f"aws.partner/auth0.com/{call.tenant.name}-{call.new_id('uuid')}/auth0.logs"
            new["sink"] = filled(new["sink"], {"awsPartnerEventSource": source})
        if new["type"] == "eventgrid":
            topic = f"azure.partner/auth0.com/{call.tenant.name}-{call.new_id('uuid')}/auth0.logs"
            new["sink"] = filled(new["sink"], {"azurePartnerTopic": topic})
    elif old["type"] in PARTNERS:
        new["sink"] = {**old["sink"], **new["sink"]}
    elif "sink" in sent and "pii_config" not in sent:
        new.pop("pii_config", None)
    if isinstance(new.get("pii_config"), dict):
        new["pii_config"] = filled(new["pii_config"], {"method": "hash", "algorithm": "xxhash"})
    return new


def _show(call: Call, stream: Object) -> Object:
    secret = {"mixpanelServiceAccountPassword"} & stream.get("sink", {}).keys()
    return stream | {"sink": stream["sink"] | dict.fromkeys(secret, MASK)} if secret else stream


KINDS = (
    Collection(
        path="/log-streams",
        form="lst_*16d",
        absent=Absent("The log stream does not exist.", "inexistent_log_stream"),
        hidden=("startFrom",),
        merged=frozenset({"pii_config"}),
        dropped={"filters": ([],)},
        change=_change,
        show=_show,
    ),
)
