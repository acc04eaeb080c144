"""Clients, their credentials, their secrets."""

from deploy_cli.emulator import collection
from deploy_cli.emulator.behaviour.client_credentials import CREDENTIALS, add_credential
from deploy_cli.emulator.behaviour.client_defaults import complete, defaults, session_transfer
from deploy_cli.emulator.behaviour.client_rules import check
from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Collection
from deploy_cli.emulator.refusal import Refused
from deploy_cli.emulator.store import Where
from deploy_cli.emulator.system import signing_keys
from deploy_cli.emulator.values import Json, Object, without

SUMMARY_FIELDS = {"client_id", "app_type", "name", "description"}
"""What every read scope shows."""

KEY_FIELDS = ("client_secret", "client_authentication_methods", "encryption_key", "signing_key")
"""What needs ``read:client_keys`` or ``read:client_credentials``."""

UNREADABLE = "Some fields cannot be read with the permissions granted by the bearer token scopes."


def _change(call: Call, old: Object | None, new: Object) -> Object:
    sent = call.sent()
    if old is None:
        new = {"tenant": call.tenant.name, "global": False, **defaults(sent), **new}
        new["client_id"] = call.new_id(
            "tpc_*22" if new.get("third_party_security_mode") == "strict" else "*32"
        )
        new["client_secret"] = call.new_id("*64")
        new["signing_keys"] = _new_keys(call)
        new = complete(sent, new | {"callback_url_template": False})
    check(call, old, new)
    if isinstance(sent.get("session_transfer"), dict):
        new["session_transfer"] = session_transfer(new["session_transfer"])
    if "oidc_backchannel_logout" in sent and "oidc_logout" not in sent:
        new = _mirrored(new, sent["oidc_backchannel_logout"])
    new.pop("oidc_backchannel_logout", None)
    if "client_secret" not in new and not _has_methods(new):
        new["client_secret"] = call.new_id("*64")
    if new.get("initiate_login_uri") == "":
        del new["initiate_login_uri"]
    return _with_credentials(call, new)


def _has_methods(client: Object) -> bool:
    """Whether the client authenticates with keys; then its secret is not shown."""
    return bool(client.get("client_authentication_methods"))


def _mirrored(new: Object, logout: Json) -> Object:
    if logout is None:
        return without(new, ("oidc_logout",))
    return new | {"oidc_logout": logout}


def _new_keys(call: Call) -> list[Json]:
    return signing_keys(call.tenant.identifiers, call.tenant.domain)


def _with_credentials(call: Call, new: Object) -> Object:
    """Credentials that a body brings along become objects of their own; the client keeps their ids."""
    methods = new.get("client_authentication_methods")
    if isinstance(methods, dict):
        kept = {name: {**method, **_ids(call, new, method)} for name, method in methods.items()}
        new = new | {"client_authentication_methods": kept}
    for field in ("signed_request_object", "token_vault_privileged_access"):
        if isinstance(new.get(field), dict) and "credentials" in new[field]:
            new = new | {field: {**new[field], **_ids(call, new, new[field])}}
    return new


def _ids(call: Call, client: Object, method: Object) -> Object:
    given = method.get("credentials", ())
    made = [
        {"id": one["id"]} if "id" in one else {"id": add_credential(call, client["client_id"], one)["id"]}
        for one in given
    ]
    return {"credentials": made} if "credentials" in method else {}


def _show(call: Call, client: Object) -> Object:
    shown = dict(client)
    if _has_methods(shown):
        shown.pop("client_secret", None)
    if "oidc_logout" in shown:
        shown["oidc_backchannel_logout"] = shown["oidc_logout"]
    if "cross_origin_authentication" in shown and not shown.get("global"):
        shown["cross_origin_auth"] = shown["cross_origin_authentication"]
    if call.operation.name == "POST /clients":
        key = {"key": f"-----BEGIN PRIVATE KEY-----\n{call.new_id('*64')}\n-----END PRIVATE KEY-----\n"}
        shown |= {"encrypted": True, "signing_keys": [{**one, **key} for one in shown["signing_keys"]]}
    if call.operation.name == "GET /clients" and "signing_keys" in shown:
        shown["signing_keys"] = [{**one, "subject": "deprecated"} for one in shown["signing_keys"]]
    return _visible(call, shown)


def _visible(call: Call, client: Object) -> Object:
    """What the caller's scopes let it see."""
    if call.operation.method != "GET":
        return client
    asked = {name.strip() for name in str(call.query.get("fields", "")).split(",")}
    if asked & set(KEY_FIELDS) and not call.may("read:client_keys", "read:client_credentials"):
        raise Refused(403, UNREADABLE, "insufficient_scope")
    if not call.may("read:clients", "read:client_keys"):
        extra = set(KEY_FIELDS) if call.may("read:client_credentials") else set()
        return {key: value for key, value in client.items() if key in SUMMARY_FIELDS | extra}
    return client if call.may("read:client_keys", "read:client_credentials") else without(client, KEY_FIELDS)


def _farewell(call: Call, client: Object) -> None:
    if client.get("global"):
        raise Refused(400, "Global client cannot be deleted.", "operation_not_supported")
    client_id = client["client_id"]
    for grant in call.store.matching(
        "/client-grants", Where("json_extract(body, '$.client_id') = ?", (client_id,))
    ):
        call.store.delete("/client-grants", grant["id"])
    for connection in call.store.matching("/connections", Where("instr(body, ?) > 0", (client_id,))):
        kept = [one for one in connection.get("enabled_clients", ()) if one != client_id]
        changed = connection | {"enabled_clients": kept}
        call.store.put("/connections", connection["id"], changed, sort=connection["name"].lower())


CLIENTS = Collection(
    path="/clients",
    id="client_id",
    form="*32",
    sort="global",
    absent=Absent("The client does not exist", "inexistent_client"),
    merged=frozenset(
        {
            "jwt_configuration",
            "client_metadata",
            "native_social_login",
            "mobile",
            "session_transfer",
            "signed_request_object",
            "addons",
            "refresh_token",
        }
    ),
    always=("tenant",),
    filters={
        "is_global": "coalesce(json_extract(body, '$.global'), 0) = ?",
        "is_first_party": "coalesce(json_extract(body, '$.is_first_party'), 1) = ?",
        "app_type": "instr(',' || ? || ',', ',' || json_extract(body, '$.app_type') || ',') > 0",
    },
    forgiving=True,
    change=_change,
    show=_show,
    farewell=_farewell,
)

KINDS = (CLIENTS, CREDENTIALS)


def rotate(call: Call) -> Answer:
    """Give a client a new secret."""
    client = collection.wanted(call, CLIENTS) | {"client_secret": call.new_id("*64")}
    collection.keep(call, CLIENTS, client)
    return call.answer(collection.seen(call, CLIENTS, client))


def enabled_connections(call: Call) -> Answer:
    """The connections that a client may use."""
    from deploy_cli.emulator import behaviour, paging

    kind = behaviour.collection_at("/connections")
    wanted = [
        paging.selected(call.query, collection.seen(call, kind, one))
        for one in call.store.page("/connections")
        if call.values[0] in one.get("enabled_clients", ())
        and one["strategy"] in call.query.get("strategy", [one["strategy"]])
    ]
    return call.answer(paging.paged_items(call, wanted))


def preview(call: Call) -> Answer:
    """What the metadata document at a client's URL maps to.

    The real service fetches the document. The emulator reaches nothing beyond itself: the fields are
    those that the URL alone can tell.
    """
    return call.answer(_metadata_document(call))


def register(call: Call) -> Answer:
    """Make, or renew, the client that a metadata document describes."""
    document = _metadata_document(call)
    fields = document["mapped_fields"]
    client = call.store.find("/clients", "external_client_id", fields["external_client_id"])
    made = client or {
        "tenant": call.tenant.name,
        "global": False,
        **defaults({"is_first_party": False, "third_party_security_mode": "strict", **fields}),
        "client_id": document["client_id"],
        "client_secret": call.new_id("*64"),
        "is_first_party": False,
        "third_party_security_mode": "strict",
        "external_metadata_type": "cimd",
        "external_metadata_created_by": "admin",
        "signing_keys": _new_keys(call),
    }
    collection.keep(call, CLIENTS, made | fields)
    return call.answer(document)


def _metadata_document(call: Call) -> Object:
    from urllib.parse import urlsplit

    url = call.sent()["external_client_id"]
    host = urlsplit(url).hostname or url
    known = call.store.find("/clients", "external_client_id", url)
    return {
        "client_id": known["client_id"] if known else call.new_id("tpc_*22"),
        "mapped_fields": {
            "external_client_id": url,
            "name": host,
            "callbacks": [f"https://{host}/"],
            "grant_types": ["authorization_code"],
            "app_type": "native",
            "token_endpoint_auth_method": "none",
        },
        "validation": {"valid": True, "violations": [], "warnings": []},
    }


CALLS = {
    "POST /clients/{id}/rotate-secret": rotate,
    "GET /clients/{id}/connections": enabled_connections,
    "POST /clients/cimd/preview": preview,
    "POST /clients/cimd/register": register,
}
