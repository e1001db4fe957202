"""The fields of the kvartalsrapport as a form, each with the text that the user was shown."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from uppfoljning.fritext import Fritext, Minnesform
from uppfoljning.kvartalsrapport.services import Sparning
from uppfoljning.kvartalsrapport.steg import JA, Falt, Innehall, Punkt, Slag
from uppfoljning.models import Maluppfoljning

_MAX_TAL = 32_767  # what the database's column holds


class _Antal(forms.CharField):
    def to_python(self, value):
        text = "".join(super().to_python(value).split())
        if not text:
            return ""
        if not (text.isascii() and text.isdecimal() and len(text) <= 9 and int(text) <= _MAX_TAL):
            raise ValidationError("Skriv ett heltal, till exempel 12.")
        return str(int(text))


class _Kryss(forms.BooleanField):
    def to_python(self, value):
        return JA if super().to_python(value) else ""


def _build_field(falt: Falt) -> forms.Field:
    match falt.slag:
        case Slag.VAL:
            fel = {"invalid_choice": "Välj ett av svaren."}
            return forms.ChoiceField(
                choices=[("", ""), *falt.val], required=False, error_messages=fel
            )
        case Slag.RAD:
            langst = Maluppfoljning._meta.get_field("utfall").max_length
            return Fritext(required=False, max_length=langst, widget=forms.TextInput)
        case Slag.TAL:
            return _Antal(required=False)
        case Slag.KRYSS:
            return _Kryss(required=False)
        case Slag.TEXT:
            return Fritext(required=False)


class Svarsform(Minnesform):
    """Some fields of the report, as they are stored or as a user sent them."""

    def __init__(self, falt: Iterable[Falt], innehall: Innehall | None = None, data=None):
        self.falt = tuple(falt)
        super().__init__({f.nyckel: _build_field(f) for f in self.falt}, innehall, data)

    def shown_after(self, sparning: Sparning, *, utom: str = "") -> "Svarsform":
        """The form as it is to be shown once its changes have been stored."""
        data = self.data_after(sparning.formular.innehall, sparning.konflikter, utom=utom)
        return Svarsform(self.falt, data=data)


def find_blockers(punkter: Iterable[Punkt], innehall: Innehall) -> dict[str, str]:
    """What must be mended before going on to the next step, by field.

    A comment that an answer calls for, and both a text and a tick for nothing to report.
    Questions left unanswered may wait.
    """
    return {
        brist.falt: brist.meddelande
        for punkt in punkter
        for brist in punkt.find_brister(innehall)
        if brist.falt in (punkt.kommentar, punkt.inget)
    }
