"""What every test may use."""

from pathlib import Path

import pytest

pytest_plugins = ["tests.application"]

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_fixtures() -> Path:
    """The folder of real files from others, beside the checkout; tests that need it skip where it is absent."""
    folder = REPOSITORY.parent / "shared" / "fixtures"
    if not folder.is_dir():
        pytest.skip("the shared fixtures folder is not beside this checkout")
    return folder
