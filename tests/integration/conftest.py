from __future__ import annotations

from pathlib import Path

import pytest
from tests import squares

from quartier.kernel.reader import SYSTEM


@pytest.fixture
def town(transactional_db: None, workspace: Path) -> Path:
    """The town of nine squares, published."""
    from quartier.catalogue.services import publish_collection

    publish_collection(by=SYSTEM, collection=squares.collection())
    return workspace
