"""The passages nearest to a question: of a small tenant exactly, of a large one among the database's candidates."""

from collections.abc import Collection
from uuid import UUID

from knowledge.models import Passage
from knowledge.search import backend
from knowledge.search.cache import matrices
from knowledge.search.matrix import Near, TenantMatrix
from tenants.scope import current_tenant

# For each passage that is wanted; a passage whose one sentence fits is not always among the nearest by the whole.
CANDIDATES_EACH = 4


def nearest(vector: list[float], limit: int, also: Collection[UUID] = ()) -> Near:
    """The `limit` nearest passages of the scope's tenant by their own vector, and by their nearest sentence's.

    `also`: passages found otherwise, which are compared in any case.
    """
    ids = backend.candidates(current_tenant().pk, vector, CANDIDATES_EACH * limit)
    if ids is None:
        return matrices.current().near(vector, limit)
    rows = Passage.objects.filter(pk__in={*ids, *also}).order_by("pk").values_list("pk", "vector", "sentence_vectors")
    return TenantMatrix.of(rows).near(vector, limit)
