"""Custom domains."""

from deploy_cli.emulator import collection
from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Collection, Unique
from deploy_cli.emulator.refusal import conflict, invalid, missing
from deploy_cli.emulator.values import Object

PATH = "/custom-domains"
MANAGED = "auth0_managed_certs"


def _change(call: Call, old: Object | None, new: Object) -> Object:
    if "tls_policy" in new and new["type"] != MANAGED:
        raise invalid("The 'tls_policy' cannot be set on self_managed domains")
    if new.get("custom_client_ip_header") is not None and new["type"] == MANAGED:
        raise invalid("The 'custom_client_ip_header' cannot be set on auth0_managed domains")
    identifier = new.get("relying_party_identifier")
    if identifier and f".{new['domain']}".endswith(f".{identifier}") is False:
        raise invalid(
            "The 'relying_party_identifier' must be equal to or a registrable domain suffix of the domain."
        )
    return new if old is not None else _made(call, new)


def _made(call: Call, new: Object) -> Object:
    made = {key: value for key, value in new.items() if key != "verification_method"}
    made |= {
        "primary": False,
        "is_default": False,
        "status": "pending_verification",
        "created_at": call.now(),
    }
    made["verification"] = {"methods": [_method(call, made)]}
    special: Object = (
        {"tls_policy": "recommended"} if new["type"] == MANAGED else {"custom_client_ip_header": None}
    )
    return {**special, **made}


def _method(call: Call, new: Object) -> Object:
    if new["type"] != MANAGED:
        host = f"_cf-custom-hostname.{new['domain']}"
        return {"name": "TXT", "record": call.new_id("uuid"), "domain": host}
    label = new["custom_domain_id"].replace("_", "-").lower()
    record = f"{call.tenant.name}-{label}.edge.tenants.{call.tenant.domain.partition('.')[2] or 'local'}"
    return {"name": "CNAME", "record": record, "domain": new["domain"]}


def verify(call: Call) -> Answer:
    """Find the domain verified; nobody asks a name server here."""
    domain = collection.wanted(call, DOMAINS)
    record = domain["verification"]["methods"][0]["record"]
    ready = domain | {"status": "ready", "origin_domain_name": record}
    collection.keep(call, DOMAINS, ready)
    return call.answer(ready)


def default(call: Call) -> Answer:
    """The domain that the tenant uses when nobody names one."""
    found = call.store.find(PATH, "is_default", 1)
    return call.answer(found or {"domain": call.tenant.domain})


def set_default(call: Call) -> Answer:
    """Make another domain the default."""
    wanted = call.store.find(PATH, "domain", call.sent()["domain"])
    if wanted is None and call.sent()["domain"] != call.tenant.domain:
        raise missing("Custom domain not found.", "inexistent_custom_domain")
    if wanted is not None and wanted["status"] != "ready":
        raise invalid("The domain must be verified before it can be set as default.")
    for one in call.store.page(PATH):
        collection.keep(
            call, DOMAINS, one | {"is_default": wanted is not None and one["domain"] == wanted["domain"]}
        )
    return call.answer(call.store.find(PATH, "is_default", 1) or {"domain": call.tenant.domain})


def _farewell(call: Call, domain: Object) -> None:
    if domain.get("is_default"):
        raise conflict(
            "Cannot delete the default custom domain. Please set another domain as default before deleting this one."
        )


DOMAINS = Collection(
    path=PATH,
    id="custom_domain_id",
    form="cd_*16",
    absent=Absent("Custom domain not found.", "inexistent_custom_domain"),
    merged=frozenset({"domain_metadata"}),
    nulls=frozenset({"custom_client_ip_header"}),
    unique=(Unique(("domain",), "Custom domain already exists.", "custom_domain_conflict"),),
    forgiving=True,
    change=_change,
    farewell=_farewell,
)
KINDS = (DOMAINS,)
CALLS = {
    "POST /custom-domains/{id}/verify": verify,
    "GET /custom-domains/default": default,
    "PATCH /custom-domains/default": set_default,
}
