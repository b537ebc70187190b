"""Credentials and people."""

from django import forms


class ApiKeyForm(forms.Form):
    """A new key wants a name, so that one knows later which to revoke."""

    name = forms.CharField(
        max_length=80, label="What is it for?", widget=forms.TextInput(attrs={"placeholder": "Nightly import"})
    )


class PageAddressForm(forms.Form):
    """Where to look for the script."""

    url = forms.URLField(
        label="Page to look at",
        max_length=2000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://shop.example/"}),
        error_messages={"invalid": "This is not a web address. Write it like https://shop.example/."},
    )
