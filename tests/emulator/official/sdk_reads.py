"""Calls every reading method of Auth0's Python SDK that needs no argument, and prints what went wrong.

Run by `test_official_tools.py` in an environment that has `auth0-python`; knows nothing but `AUTH0_*`.
"""

import inspect
import itertools
import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from auth0.management import ManagementClient  # type: ignore[import-not-found,import-untyped,unused-ignore]
from auth0.management.core.api_error import ApiError  # type: ignore[import-not-found,import-untyped,unused-ignore]

READING = ("list", "get", "search", "check")


def methods(client: object, path: str = "") -> Iterator[tuple[str, Callable[[], Any]]]:
    """All reading methods without required arguments, of a client and of those below it."""
    for name in dir(type(client)):
        if name.startswith(("_", "with_")):
            continue
        if isinstance(inspect.getattr_static(client, name), property):
            yield from methods(getattr(client, name), f"{path}{name}.")
            continue
        method = getattr(client, name)
        required = [
            each for each in inspect.signature(method).parameters.values() if each.default is each.empty
        ]
        if name.startswith(READING) and not required:
            yield f"{path}{name}", method


def main() -> int:
    """Print one line of JSON per failure, then how many calls there were."""
    warnings.simplefilter("ignore")
    client = ManagementClient(
        domain=os.environ["AUTH0_DOMAIN"],
        client_id=os.environ["AUTH0_CLIENT_ID"],
        client_secret=os.environ["AUTH0_CLIENT_SECRET"],
    )
    calls = 0
    for name, method in methods(client):
        calls += 1
        try:
            answer = method()
            if hasattr(answer, "__iter__") and not isinstance(answer, str | tuple):
                list(itertools.islice(answer, 120))
        except ApiError as error:
            print(json.dumps({"method": name, "status": error.status_code, "body": str(error.body)[:300]}))  # noqa: T201
        except Exception as error:
            print(json.dumps({"method": name, "error": repr(error)[:600]}))  # noqa: T201
    print(json.dumps({"calls": calls}))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
