"""Programs come in with `Authorization: Bearer sk_…`; the key says which tenant they act for."""

from django.utils.functional import cached_property
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from tenants.models import ApiKey, Tenant


class Program:
    """The caller behind an API key, in the place where a user would stand."""

    is_authenticated = True

    def __init__(self, key: ApiKey) -> None:
        self.key = key

    @cached_property
    def tenant(self) -> Tenant:
        """The tenant that the key belongs to."""
        return self.key.tenant


class ApiKeyAuthentication(BaseAuthentication):
    """Bearer keys only: no cookie, no query parameter."""

    def authenticate(self, request: Request) -> tuple[Program, ApiKey] | None:
        scheme, _, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        key = ApiKey.of_secret(secret.strip())
        if key is None:
            raise AuthenticationFailed("This API key is not valid or was revoked. Make a new one under Settings.")
        return Program(key), key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="botwright"'
