"""`python -m tests.torture.furnish`: puts Alice's shop into a migrated database. Prints the shop's site key.

It runs as a process of its own, in the environment of the platform that it is for; the engine must be there.
"""

import django

from tests.chat.browser import ORIGIN
from tests.torture.words import QUESTION


def main() -> None:
    """Make the owner, the shop, something to answer from, and a website."""
    django.setup()
    from django.contrib.auth.models import User

    from assistants.models import Assistant
    from knowledge.workflows import add_question
    from tenants.scope import tenant_scope
    from tenants.workflows import open_tenant

    alice = User.objects.create_user("alice", "alice@example.com", "correct horse battery")
    with tenant_scope(open_tenant("Alice's shop", alice)):
        add_question(QUESTION, "Yes, the tailor repairs zippers for 15 euros.")
        assistant = Assistant.objects.select_related("site_key").get()
        assistant.style = Assistant.Style.PARAGRAPH
        assistant.save()
        assistant.site_key.origins = [ORIGIN]
        assistant.site_key.save()
    print(assistant.site_key.key)


if __name__ == "__main__":
    main()
