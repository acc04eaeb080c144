"""A fresh tenant for each test."""

from collections.abc import Iterator

import pytest

from tests.emulator.tenant import Tenant


@pytest.fixture
def tenant() -> Iterator[Tenant]:
    tenant = Tenant()
    yield tenant
    tenant.store.close()
