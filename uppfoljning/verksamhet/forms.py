from django import forms
from django.utils import timezone

from finsam.formularfalt import Antalsfalt, Dagfalt, Talfalt
from finsam.radform import Radform
from finsam.svenska import capitalize
from uppfoljning.calculations.maluppfyllelse import ANDELAR
from uppfoljning.fritext import Fritext
from uppfoljning.models import Aktivitet, Verksamhetsmal
from uppfoljning.verksamhet.maluppfyllelse import MATTNAMN

_STORST_NR = 999


class Aktivitetsform(Radform):
    """An aktivitet that has been held, and how many took part: never who."""

    datum = Dagfalt(label="Datum", error_messages={"required": "Skriv vilken dag det var."})
    namn = forms.CharField(
        label="Namn",
        max_length=200,
        help_text="Till exempel Webbinarium om sömn och arbete. Skriv inga deltagares namn.",
        error_messages={"required": "Skriv vad aktiviteten heter."},
    )
    typ = forms.ChoiceField(
        label="Slag",
        choices=[("", "Välj"), *((typ.value, capitalize(typ.label)) for typ in Aktivitet.Typ)],
        error_messages={"required": "Välj vilket slags aktivitet det var."},
    )
    deltagare_kvinnor = Antalsfalt(
        label="Deltagare, kvinnor",
        required=False,
        help_text="Lämna tomt om antalet inte är känt. Skriv 0 om ingen kom.",
    )
    deltagare_man = Antalsfalt(label="Deltagare, män", required=False)
    deltagare_okant = Antalsfalt(label="Deltagare, okänt kön", required=False)

    class Meta:
        model = Aktivitet
        fields = [
            "datum",
            "namn",
            "typ",
            "deltagare_kvinnor",
            "deltagare_man",
            "deltagare_okant",
        ]

    def clean_datum(self):
        datum = self.cleaned_data["datum"]
        if datum > timezone.localdate():
            raise forms.ValidationError(
                "Dagen har inte varit än. Lägg in aktiviteten när den har hållits."
            )
        return datum


class Verksamhetsmalform(Radform):
    givna = frozenset({"forbund", "ar"})

    nr = Antalsfalt(
        label="Nummer",
        minst=1,
        hogst=_STORST_NR,
        error_messages={"required": "Skriv målets nummer."},
    )
    delmal = Antalsfalt(
        label="Delmål",
        minst=1,
        hogst=_STORST_NR,
        required=False,
        help_text="Delmålets nummer, om målet är uppdelat.",
    )
    mal = Fritext(
        label="Mål", rows=2, error_messages={"required": "Skriv målet i verksamhetsplanen."}
    )
    resultatmal = Fritext(
        label="Resultatmål",
        rows=2,
        required=False,
        help_text="Det som ska vara uppnått vid årets slut.",
    )
    matt = forms.ChoiceField(
        label="Mått",
        choices=[(matt.value, namn) for matt, namn in MATTNAMN.items()],
        help_text="Där kansliet bedömer skriver du utfallet själv. De andra räknas fram.",
    )
    malvarde = Talfalt(
        label="Målvärde",
        required=False,
        help_text="Minst så mycket vid årets slut: procent för en andel, annars antal.",
    )
    utfall = Fritext(
        label="Utfall",
        rows=2,
        required=False,
        help_text="Bara för ett mål som bedöms av kansliet.",
    )

    class Meta:
        model = Verksamhetsmal
        fields = ["nr", "delmal", "mal", "resultatmal", "matt", "malvarde", "utfall"]

    def clean(self):
        cleaned = super().clean()
        matt, malvarde = cleaned.get("matt"), cleaned.get("malvarde")
        if cleaned.get("utfall") and matt and matt != Verksamhetsmal.Matt.MANUELL:
            self.add_error(
                "utfall",
                "Utfallet räknas fram för det mått du har valt. Töm rutan eller välj "
                "att målet bedöms av kansliet.",
            )
        if matt in ANDELAR and malvarde is not None and malvarde > 100:
            self.add_error("malvarde", "En andel är högst 100 procent. Skriv ett lägre tal.")
        return cleaned
