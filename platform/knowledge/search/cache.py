"""Keeps tenants' matrices in this process for as long as their passages stay as they are."""

from __future__ import annotations

import threading
from collections import OrderedDict
from uuid import UUID

from knowledge.models import Passage
from knowledge.search.backend import change_count
from knowledge.search.matrix import TenantMatrix
from tenants.scope import current_tenant

MOST_BYTES = 512 * 2**20


class MatrixCache:
    """Least recently used tenants leave first when the vectors exceed 512 MB."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[UUID, tuple[int, TenantMatrix]] = OrderedDict()
        self._lock = threading.Lock()

    def current(self) -> TenantMatrix:
        """The matrix of the scope's tenant, as the database stands now."""
        tenant = current_tenant().pk
        # Read before the rows: a change in between makes the next search read them again.
        version = change_count(tenant)
        with self._lock:
            kept = self._kept.get(tenant)
            if kept and kept[0] == version:
                self._kept.move_to_end(tenant)
                return kept[1]
        matrix = TenantMatrix.of(
            Passage.objects.order_by("pk").values_list("pk", "vector", "sentence_vectors").iterator()
        )
        self._keep(tenant, version, matrix)
        return matrix

    def _keep(self, tenant: UUID, version: int, matrix: TenantMatrix) -> None:
        with self._lock:
            self._kept[tenant] = (version, matrix)
            self._kept.move_to_end(tenant)
            while len(self._kept) > 1 and sum(held.nbytes for _, held in self._kept.values()) > self._most_bytes:
                self._kept.popitem(last=False)


matrices = MatrixCache()
