"""Signs of life: what is being written is stored every second, all answers of a process in one transaction."""

from collections.abc import Mapping
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from chat.models import Message

# An answer that was taken for dead on a busy database is alive again; one that its own process gave up (`total_ms`)
# is not. One statement for many rows: through the ORM, a thousand answers would cost a processor.
SIGN = """
    UPDATE chat_message SET text = %s, written_at = %s, state = 'streaming', error_code = ''
    WHERE id = %s AND NOT stop_requested AND total_ms IS NULL AND state IN ('streaming', 'interrupted')
"""


@transaction.atomic
def sign(texts: Mapping[UUID, str]) -> set[UUID]:
    """Stores the texts so far by message; returns the answers that are to go on.

    The others have ended, or somebody asked another process to stop them.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    key = Message._meta.pk
    with connection.cursor() as cursor:
        rows = [(text, now, key.get_db_prep_value(message, connection)) for message, text in texts.items()]
        cursor.executemany(SIGN, rows)
    going = Message.across_tenants.filter(pk__in=texts, state=Message.State.STREAMING, stop_requested=False)
    return set(going.values_list("pk", flat=True))
