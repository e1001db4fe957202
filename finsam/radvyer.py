"""What the pages that change one row have in common: the form, the service call, the conflict."""

from collections.abc import Callable

from django import forms
from django.db import models
from django.http import HttpRequest

from finsam.historik import Andringsfel, Radkonflikt, fingerprint
from finsam.radform import Radform
from finsam.views import posted


def change_row(
    request: HttpRequest,
    formklass: type[Radform],
    rad: models.Model,
    save: Callable[[models.Model, str], None],
) -> tuple[Radform, Andringsfel | None, bool]:
    """The form to show, what kept the change from being made, and whether it was made.

    `save` is called with the changed row and the fingerprint that the user had seen.
    """
    form = formklass(posted(request), instance=rad)
    if not form.is_valid():
        return form, None, False
    try:
        save(form.instance, form.cleaned_data["sedd"])
    except Radkonflikt as fel:
        return form.having_met(fel), fel, False
    except Andringsfel as fel:
        return form, fel, False
    return form, None, True


class Borttagningsform(forms.Form):
    """The fingerprint of the row that is to be removed."""

    sedd = forms.CharField(widget=forms.HiddenInput)


def remove_shown_row(
    request: HttpRequest, rad: models.Model, remove: Callable[[str], None]
) -> tuple[Borttagningsform, Andringsfel | None, bool]:
    """As change_row, for a page that asks whether the row is to be removed."""
    form = Borttagningsform(initial={"sedd": fingerprint(rad)})
    if request.method != "POST":
        return form, None, False
    try:
        remove(request.POST.get("sedd", ""))
    except Andringsfel as fel:
        return form, fel, False
    return form, None, True
