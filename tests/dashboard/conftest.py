"""Alice's business, furnished."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User

from assistants.models import Adapter
from serving.client import AdapterStore
from tenants.models import Tenant
from tests.assistants.fake_tuning import write_adapter
from tests.dashboard.furnish import House, furnish


@pytest.fixture
def house(shop: Tenant, alice: User, settings: LazySettings, tmp_path: Path) -> House:
    """With the files of the version that its addresses name."""
    settings.MEDIA_ROOT = tmp_path / "files"
    house, settings.ADAPTERS_DIR = furnish(shop, alice), tmp_path / "adapters"
    write_adapter(tmp_path / "draft", rank=8, value=1)
    hashes = {"base_sha256": "1" * 64, "template_sha256": "2" * 64}
    name = AdapterStore(settings.ADAPTERS_DIR).publish(tmp_path / "draft", **hashes)
    Adapter.across_tenants.filter(pk=house.ids["adapter_id"]).update(name=name)
    return house
