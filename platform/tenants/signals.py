"""What other apps may react to, inside the transaction that did it."""

from django.dispatch import Signal

# Sent in the scope of the new tenant, with `tenant` and `actor`.
tenant_opened = Signal()
