"""Who did what."""

from django.core.paginator import Paginator
from django.http import HttpResponse

from assistants.models import Assistant
from dashboard.access import PageRequest, for_assistant
from dashboard.frame import show
from tenants.models import AuditEvent


@for_assistant
def audit_trail(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The business's acts, the newest first."""
    rows = Paginator(AuditEvent.objects.select_related("actor"), 50).get_page(request.GET.get("page"))
    return show(request, assistant, "settings", "settings/audit.html", {"rows": rows, "tab": "audit"})
