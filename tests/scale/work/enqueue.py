"""`python -m tests.scale.work.enqueue JSON`: makes jobs as the JSON says; prints their ids.

{"kind", "tenant": a name, "count", "seconds": what each takes at least, "until": a file that each waits for, or ""}
"""

import json
import sys
from uuid import uuid4

import django


def main() -> None:
    """All of them in one transaction."""
    django.setup()
    from django.db import transaction

    from tenants.jobs import enqueue
    from tenants.models import Job, Tenant
    from tenants.scope import tenant_scope

    given = json.loads(sys.argv[1])
    tenant, _ = Tenant.objects.get_or_create(name=given["tenant"])
    with transaction.atomic(), tenant_scope(tenant):
        made = [enqueue(given["kind"], uuid4()).pk for _ in range(given["count"])]
        Job.objects.filter(pk__in=made).update(progress={key: given[key] for key in ("seconds", "until")})
    print(json.dumps([key.hex for key in made]))


if __name__ == "__main__":
    main()
