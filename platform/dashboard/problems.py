"""Puts what went wrong where the person is looking: on the form, or on top of the next page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from tenants.errors import UserError


@contextmanager
def on_form(form: forms.BaseForm) -> Iterator[None]:
    """A UserError raised inside becomes an error of `form`, which then is no longer valid."""
    try:
        yield
    except UserError as error:
        form.add_error(None, str(error))


@contextmanager
def on_page(request: HttpRequest, done: str = "") -> Iterator[None]:
    """A UserError raised inside is told on top of the next page; `done` is told when there was none."""
    try:
        yield
    except UserError as error:
        messages.error(request, str(error))
    else:
        if done:
            messages.success(request, done)
