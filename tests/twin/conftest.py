"""What tests of the twin share."""

from typing import Any

import pytest

from tests.application import Tenant


@pytest.fixture
def bare(tenant: Tenant) -> Any:
    """A facility without CAD."""
    from twin.services.facilities import create_facility

    return create_facility(tenant.caller, name="Bare")
