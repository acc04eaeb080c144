"""Where the recordings and the sample lie: beside the checkout, where they are at hand."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(scope="session")
def sample() -> Path:
    """The tenant file that ships with the official tool."""
    path = SHARED / "samples" / "official-yaml" / "tenant.yaml"
    if not path.is_file():
        pytest.skip("the official sample is not beside the checkout: ../shared/samples/official-yaml")
    return path
