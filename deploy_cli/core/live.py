"""From what the API answers to comparable resources. Pure: no I/O, no clock, no log."""

from collections.abc import Iterable
from urllib.parse import quote

from deploy_cli.core.call import Document, Listing
from deploy_cli.core.path import Pattern, mapped, pattern, without
from deploy_cli.core.references import Names, references_of, to_names
from deploy_cli.core.resource_type import (
    AddedAndRemoved,
    Child,
    Collection,
    Described,
    Documents,
    EachWritten,
    Switched,
    Uploaded,
)
from deploy_cli.core.sensitivity import hidden, hidden_like
from deploy_cli.core.values import Object, Secret, Value
from deploy_cli.errors import ApiError


def listing(collection: Collection) -> Listing:
    """Return the read that brings every resource of a collection."""
    wrapper = collection.wrapper or collection.path.rpartition("/")[2].replace("-", "_")
    return Listing(collection.path, collection.paging, collection.page_size, wrapper, collection.query)


def document(documents: Documents, key: str) -> Document:
    """Return the read that brings the document under ``key``."""
    return Document(documents.paths[key], documents.read_query)


def children_of(child: Child, parent_id: str, names: Iterable[str]) -> tuple[Listing | Document, ...]:
    """Return the reads that bring a child list: one list, or one document per uploaded text in ``names``."""
    path = child.path.replace("{id}", quote(parent_id, safe=""))
    if isinstance(child.write, Uploaded):
        return tuple(Document(f"{path}/{child.write.names[name]}") for name in names)
    wrapper = child.wrapper or path.rpartition("/")[2]
    return (Listing(path, child.paging, child.page_size, wrapper),)


def elements(child: Child, raw: Iterable[Object]) -> list[Value]:
    """Return the elements of a child list as files write them, references still as ids."""
    match child.write:
        case Switched(id_field=id_field):
            return [id_in(item, id_field, child.path) for item in raw]
        case EachWritten(id_field=id_field, written_as=written_as):
            return [
                _reduced({**item, written_as: id_in(item, id_field, child.path)}, child.fields)
                for item in raw
            ]
        case AddedAndRemoved() | Uploaded():
            return [_reduced(item, child.fields) for item in raw]


def id_in(item: Object, field: str, path: str) -> str:
    """Return the id that an element of a list has. Raises `ApiError` where it has none."""
    server_id = item.get(field)
    if not isinstance(server_id, str) or not server_id:
        raise ApiError(
            f"`GET {path}` gave an element without `{field}`",
            hint="check that the domain is that of an Auth0 tenant",
            method="GET",
            path=path,
        )
    return server_id


def comparable(
    described: Described, raw: Object, desired: Object, names: Names, sensitive: Iterable[Pattern] = ()
) -> Object:
    """Return ``raw`` as something that can be compared with, and written as, a desired body.

    Secrets are sealed, those in ``sensitive`` fields and those that ``desired`` has a secret for, too; the type's own
    hook has its say, what only Auth0 writes is left out, and ids become the names they belong to.
    """
    body = raw
    for text in described.secret:
        body = mapped(body, pattern(text), _sealed)
    if described.hooks.normalize is not None:
        body = described.hooks.normalize(body, desired)
    for text in described.read_only:
        body = without(body, pattern(text))
    return concealed(to_names(body, references_of(described), names), desired, sensitive)


def concealed(body: Object, desired: Object, sensitive: Iterable[Pattern]) -> Object:
    """Return ``body`` with its secrets sealed: what the files call sensitive, and what they have a secret for."""
    return hidden_like(hidden(body, sensitive), desired)


def _sealed(value: Value) -> Value:
    return Secret(value) if isinstance(value, str) and value else value


def _reduced(item: Object, fields: tuple[str, ...]) -> Object:
    return {key: item[key] for key in fields if key in item} if fields else dict(item)
