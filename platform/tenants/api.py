"""What the views of the management API share: they work in the scope of the caller's tenant, and only there."""

from contextlib import ExitStack
from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from tenants.authentication import Program
from tenants.scope import tenant_scope


class TenantScoped(APIView):
    """Put before a view or view set: its handler runs in the scope of the API key's tenant."""

    _scope: ExitStack

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with ExitStack() as self._scope:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        caller: object = request.user
        if not isinstance(caller, Program):
            raise NotAuthenticated
        self._scope.enter_context(tenant_scope(caller.tenant))
