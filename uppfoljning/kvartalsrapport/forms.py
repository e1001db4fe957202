"""The fields of the kvartalsrapport as a form, each with the text that the user was shown."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from uppfoljning.calculations.konflikter import Andring
from uppfoljning.fritext import Forevarde, Fritext, name_of_fore
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


class Svarsform(forms.Form):
    """Some fields of the report, as they are stored or as a user sent them."""

    def __init__(self, falt: Iterable[Falt], innehall: Innehall | None = None, data=None):
        super().__init__(data)
        self.falt = tuple(falt)
        for f in self.falt:
            self.fields[f.nyckel] = _build_field(f)
            self.fields[name_of_fore(f.nyckel)] = Forevarde()
        for nyckel in [f.nyckel for f in self.falt] if innehall else ():
            self.initial[nyckel] = self.initial[name_of_fore(nyckel)] = innehall[nyckel]

    @property
    def sanda(self) -> list[str]:
        """The keys of the fields that were sent: a page may send one of them alone."""
        return [f.nyckel for f in self.falt if name_of_fore(f.nyckel) in self.data]

    def changes(self, *, utom: str = "") -> dict[str, Andring[str]]:
        """What the user made of the fields that were sent and are valid, but for `utom`."""
        giltiga = self.cleaned_data
        return {
            nyckel: Andring(giltiga[name_of_fore(nyckel)], giltiga[nyckel])
            for nyckel in self.sanda
            if nyckel != utom and nyckel in giltiga and name_of_fore(nyckel) in giltiga
        }

    def shown_after(self, sparning: Sparning, *, utom: str = "") -> "Svarsform":
        """The form as it is to be shown once its changes have been stored.

        What was refused stays as the user wrote it. Beside it stands what they have now seen: of
        a conflict the other's text, so that saving again replaces it knowingly. All else is as
        it is stored, also what others have written meanwhile.
        """
        innehall = sparning.formular.innehall
        data = {}
        for nyckel in (f.nyckel for f in self.falt):
            fore = name_of_fore(nyckel)
            if nyckel in self.errors and nyckel != utom:
                data[nyckel], data[fore] = self.data.get(nyckel, ""), self.data.get(fore, "")
            elif nyckel in sparning.konflikter:
                data[nyckel] = self.cleaned_data[nyckel]
                data[fore] = sparning.konflikter[nyckel]
            else:
                data[nyckel] = data[fore] = innehall[nyckel]
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
