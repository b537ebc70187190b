"""Who does something: a person, or None for the system and for programs."""

from django.contrib.auth.models import AnonymousUser, User

Actor = User | AnonymousUser | None
