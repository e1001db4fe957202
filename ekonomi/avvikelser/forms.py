from django import forms
from django.utils.functional import cached_property

from ekonomi.avvikelser.services import Innehall
from ekonomi.calculations import Insatstid
from ekonomi.models.falt import MAX_BELOPP
from finsam.formularfalt import Artalsfalt, Beloppsfalt
from finsam.inlasning.fel import OtillatenFil
from finsam.svenska import capitalize
from uppfoljning.bilagor import BILAGEREGLER
from uppfoljning.fritext import Fritext
from uppfoljning.kvartalsrapport.bilagekontroll import MAX_STORLEK, check_bilaga
from uppfoljning.models import Avvikelse

BUDGET = Avvikelse.Typ.BUDGET


class Avvikelseform(forms.Form):
    """A new avvikelse, or one that is corrected: `sedd` is then what was shown.

    `tid` is when the insats runs; it may have asked for one more year.
    """

    typ = forms.ChoiceField(
        label="Vad avviker från ansökan?",
        choices=[("", "Välj"), *((t.value, capitalize(t.label)) for t in Avvikelse.Typ)],
        error_messages={
            "required": "Välj vad som avviker.",
            "invalid_choice": "Välj ett av alternativen.",
        },
    )
    beskrivning = Fritext(
        label="Vad ändras, och varför?",
        rows=6,
        help_text="Förbundschefen läser texten före sitt beslut, och den står i rapporterna. "
        "Inga namn eller personnummer på deltagare.",
        error_messages={"required": "Skriv vad som ändras och varför."},
    )
    belopp = Beloppsfalt(label="Belopp, kr", required=False, hogst=MAX_BELOPP)
    fran_ar = Artalsfalt(label="Från år", required=False)
    till_ar = Artalsfalt(label="Till år", required=False)
    fil = forms.FileField(
        label="Bilaga",
        required=False,
        allow_empty_file=True,
        help_text=f"Frivilligt. PDF, Word (.docx), Excel (.xlsx) eller bild (.png, .jpg), högst "
        f"{BILAGEREGLER['max_mb']} MB. Inga namn eller personnummer på deltagare.",
        widget=forms.FileInput(attrs={"accept": BILAGEREGLER["accept"]}),
    )
    sedd = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, tid: Insatstid, **kwargs):
        super().__init__(*args, **kwargs)
        self._tid = tid

    def clean_fil(self):
        """The file, checked, or None."""
        fil = self.cleaned_data["fil"]
        if not fil:
            return None
        try:
            return check_bilaga(fil.name, fil.read(MAX_STORLEK + 1))
        except OtillatenFil as fel:
            raise forms.ValidationError(str(fel)) from fel

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("typ") == BUDGET:
            self._clean_budget(cleaned)
        elif cleaned.get("typ"):
            for falt in ("belopp", "fran_ar", "till_ar"):
                if cleaned.get(falt) is not None:
                    self.add_error(
                        falt, "Fyll bara i det här när det är budgeten som avviker. Töm fältet."
                    )
        return cleaned

    def _clean_budget(self, cleaned) -> None:
        if {"belopp", "fran_ar", "till_ar"} & self.errors.keys():
            return
        belopp, fran_ar, till_ar = (cleaned[falt] for falt in ("belopp", "fran_ar", "till_ar"))
        if fran_ar and till_ar and till_ar < fran_ar:
            self.add_error("till_ar", "Till år är före från år. Rätta ett av dem.")
        elif fran_ar != till_ar and not belopp:
            self.add_error("belopp", "Skriv beloppet som ska flyttas.")
        forsta, sista = self._tid.start.year, self._tid.slut.year + 1
        for falt in ("fran_ar", "till_ar"):
            if cleaned.get(falt) and not forsta <= cleaned[falt] <= sista:
                self.add_error(
                    falt,
                    f"Insatsen pågår till {self._tid.slut}. Skriv ett år från {forsta} till "
                    f"{sista}.",
                )

    @property
    def innehall(self) -> Innehall:
        varden = self.cleaned_data
        return Innehall(
            typ=varden["typ"],
            beskrivning=varden["beskrivning"],
            belopp=varden["belopp"],
            fran_ar=varden["fran_ar"],
            till_ar=varden["till_ar"],
        )

    def having_shown(self, sedd: str) -> "Avvikelseform":
        """The same form, now that its user sees what is stored. A file is chosen anew."""
        data = self.data.copy()
        data["sedd"] = sedd
        return Avvikelseform(data, tid=self._tid)


class Beslutsform(forms.Form):
    """What the förbundschef decides, and why; which button was pressed says what."""

    motivering = Fritext(
        label="Motivering",
        help_text="Styrgruppen läser den, och den står i listan över delegationsbeslut.",
        error_messages={"required": "Skriv varför du beviljar eller avslår."},
    )
    sedd = forms.CharField(widget=forms.HiddenInput)

    @cached_property
    def beslut(self) -> Avvikelse.Beslut | None:
        try:
            return Avvikelse.Beslut(self.data.get("beslut"))
        except ValueError:
            return None

    def clean(self):
        cleaned = super().clean()
        if self.beslut is None:
            raise forms.ValidationError("Välj om du beviljar eller avslår.")
        return cleaned

    def having_shown(self, sedd: str) -> "Beslutsform":
        """The same form, now that its user sees what is stored."""
        data = self.data.copy()
        data["sedd"] = sedd
        return Beslutsform(data)
