"""Free text of a form, in which no personnummer may stand (domain.md 3), and what it showed."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import normalize_newlines

from finsam.inlasning.identitet import contains_identity
from uppfoljning.calculations.konflikter import Andring

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


class Minnesform(forms.Form):
    """Fields as they are stored or as a user sent them, each with the text that it showed."""

    def __init__(
        self,
        falt: Mapping[str, forms.Field],
        innehall: Mapping[str, str] | None = None,
        data=None,
    ):
        super().__init__(data)
        self.nycklar = tuple(falt)
        for nyckel, field in falt.items():
            self.fields[nyckel] = field
            self.fields[name_of_fore(nyckel)] = Forevarde()
        for nyckel in self.nycklar if innehall else ():
            self.initial[nyckel] = self.initial[name_of_fore(nyckel)] = innehall[nyckel]

    @property
    def sanda(self) -> list[str]:
        """The keys of the fields that were sent: a page may send one of them alone."""
        return [nyckel for nyckel in self.nycklar if name_of_fore(nyckel) in self.data]

    def changes(self, *, utom: str = "") -> dict[str, Andring[str]]:
        """What the user made of the fields that were sent and are valid, but for `utom`."""
        giltiga = self.cleaned_data
        return {
            nyckel: Andring(giltiga[name_of_fore(nyckel)], giltiga[nyckel])
            for nyckel in self.sanda
            if nyckel != utom and nyckel in giltiga and name_of_fore(nyckel) in giltiga
        }

    def data_after(
        self, innehall: Mapping[str, str], konflikter: Mapping[str, str], *, utom: str = ""
    ) -> dict[str, str]:
        """What the form is to show once its changes have been stored.

        What was refused stays as the user wrote it. Beside it stands what they have now seen: of
        a conflict the other's text, so that saving again replaces it knowingly. All else is as
        it is stored, also what others have written meanwhile.
        """
        data = {}
        for nyckel in self.nycklar:
            fore = name_of_fore(nyckel)
            if nyckel in self.errors and nyckel != utom:
                data[nyckel], data[fore] = self.data.get(nyckel, ""), self.data.get(fore, "")
            elif nyckel in konflikter:
                data[nyckel] = self.cleaned_data[nyckel]
                data[fore] = konflikter[nyckel]
            else:
                data[nyckel] = data[fore] = innehall[nyckel]
        return data
