from decimal import Decimal
from typing import Self

from django import forms

from ekonomi.models import Rekvisition
from ekonomi.models.falt import MAX_BELOPP
from ekonomi.rekvisitioner.innehall import KOSTNADSSLAG, Innehall, fingerprint, innehall_of
from finsam.formularfalt import Beloppsfalt
from uppfoljning.fritext import Fritext

BESKED_ATTESTERA, BESKED_ATERSAND = "attestera", "atersand"


class Rekvisitionsform(forms.Form):
    """A quarter's costs by kind. `sedd` is the fingerprint of what the user was shown."""

    personal = Beloppsfalt(label="Personal", required=False, hogst=MAX_BELOPP)
    lokaler = Beloppsfalt(label="Lokaler", required=False, hogst=MAX_BELOPP)
    ovrigt = Beloppsfalt(label="Övriga kostnader", required=False, hogst=MAX_BELOPP)
    is_preliminar = forms.BooleanField(
        label="Beloppen är preliminära",
        required=False,
        widget=forms.CheckboxInput(attrs={"aria-describedby": "hjalp-preliminar"}),
    )
    kommentar = Fritext(
        label="Kommentar till ekonomen",
        help_text="Frivilligt. Vad pengarna har gått till, och det som avviker.",
        required=False,
    )
    sedd = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, rekvisition: Rekvisition | None, data=None):
        self.rekvisition = rekvisition
        innehall = innehall_of(rekvisition)
        super().__init__(data, initial=vars(innehall) | {"sedd": fingerprint(rekvisition)})
        if rekvisition is not None and rekvisition.preliminart_belopp is not None:
            # It is the final one of an attested preliminary.
            del self.fields["is_preliminar"]
        for slag in KOSTNADSSLAG:
            self.fields[slag].widget.attrs["data-kostnad"] = ""

    @property
    def belopp(self) -> Decimal | None:
        """The sum of what is typed; None where something of it is no amount."""
        if not self.is_bound:
            return innehall_of(self.rekvisition).belopp
        if any(slag in self.errors for slag in KOSTNADSSLAG):
            return None
        return Innehall(**{slag: self.cleaned_data[slag] for slag in KOSTNADSSLAG}).belopp

    @property
    def innehall(self) -> Innehall:
        """What is filled in; of a valid form."""
        varden = {k: v for k, v in self.cleaned_data.items() if k != "sedd"}
        return Innehall(**varden)

    def having_seen(self, rekvisition: Rekvisition | None) -> "Rekvisitionsform":
        """The same form, now that its user is shown what is stored."""
        data = self.data.copy()
        data["sedd"] = fingerprint(rekvisition)
        return Rekvisitionsform(rekvisition, data)


class SeddForm(forms.Form):
    """What is decided of a rekvisition. `sedd` is the fingerprint of what was shown."""

    sedd = forms.CharField(widget=forms.HiddenInput, required=False)

    def having_seen(self, sedd: str) -> Self:
        """The same form, now that its user is shown what has this fingerprint."""
        data = self.data.copy()
        data["sedd"] = sedd
        return type(self)(data)


class Oppningsform(SeddForm):
    """Why an attested one is opened again."""

    skal = Fritext(
        label="Vad behöver rättas?",
        help_text="De som fyller i läser skälet först, och det sparas bland händelserna.",
        error_messages={"required": "Skriv vad som behöver rättas."},
    )


class Attestform(SeddForm):
    """What becomes of a rekvisition that waits."""

    skal = Fritext(
        label="Vad behöver rättas?",
        help_text="Skälet följer med när du återsänder. De som fyller i läser det först.",
        required=False,
    )

    @property
    def is_atersandning(self) -> bool:
        return self.data.get("besked") == BESKED_ATERSAND

    @property
    def is_attest(self) -> bool:
        return self.data.get("besked") == BESKED_ATTESTERA

    def clean(self):
        cleaned = super().clean()
        skal = cleaned.get("skal")
        if self.is_atersandning and not skal and "skal" not in self.errors:
            self.add_error("skal", "Skriv vad som behöver rättas.")
        if self.is_attest and skal:
            self.add_error(
                "skal",
                "Du har skrivit vad som behöver rättas. Ta bort texten om du vill attestera.",
            )
        if not (self.is_atersandning or self.is_attest):
            raise forms.ValidationError("Välj om du vill attestera eller återsända.")
        return cleaned
