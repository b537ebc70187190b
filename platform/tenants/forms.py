"""What we ask of a business that signs up: its name, besides e-mail and password."""

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest

from tenants.workflows import open_tenant


class BusinessSignupForm(forms.Form):
    """Added by django-allauth to its sign-up form."""

    business = forms.CharField(
        max_length=120,
        label="Business name",
        widget=forms.TextInput(attrs={"autocomplete": "organization", "placeholder": "The Corner Shop"}),
    )
    field_order = ["business", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Opens the business's own tenant for the new user."""
        open_tenant(self.cleaned_data["business"], user)
