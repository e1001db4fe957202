"""Free text of a form, in which no personnummer may stand (domain.md 3), and what it showed."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import normalize_newlines

from finsam.inlasning.identitet import contains_identity

LANGST = 5000


class Fritext(forms.CharField):
    """A text of some lines. Browsers send \\r\\n; stored and compared it is \\n."""

    def __init__(self, *, rows: int = 3, **kwargs):
        kwargs.setdefault("max_length", LANGST)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)

    def to_python(self, value):
        return normalize_newlines(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        if contains_identity(value, aven_snedstreck=True):
            raise ValidationError(
                "Texten ser ut att innehålla ett personnummer. Skriv om utan det."
            )


def name_of_fore(falt: str) -> str:
    """The name of the hidden field that holds what the field `falt` showed."""
    return f"fore-{falt}"


class Forevarde(forms.CharField):
    """The stored text that a field showed, sent back hidden, kept as it was to the last space."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        super().__init__(required=False, strip=False, **kwargs)

    def to_python(self, value):
        return normalize_newlines(super().to_python(value))
