from collections.abc import Mapping

from django import forms
from django.http import QueryDict

from uppfoljning.calculations.konflikter import Andring
from uppfoljning.fritext import Forevarde, Fritext, name_of_fore
from uppfoljning.granskning.granskningssida import Granskatsteg, Granskning
from uppfoljning.granskning.services import Besked


class Granskningsform(forms.Form):
    """The reviewer's comments on every answer of an omgång, and what becomes of it.

    Beside each comment goes the text that was shown, so that nobody overwrites another's.
    """

    skal = Fritext(
        label="Vad behöver kompletteras?",
        help_text="Skälet följer med när du begär komplettering. Styrgruppen läser det först.",
        required=False,
    )

    def __init__(self, granskning: Granskning, data: QueryDict | None = None):
        super().__init__(data)
        self.granskning = granskning
        for fraga in granskning.fragor:
            self.fields[_kommentar(fraga.falt)] = Fritext(
                label="Din kommentar till styrgruppen",
                required=False,
                rows=2,
                initial=fraga.kommentar,
            )
            self.fields[name_of_fore(fraga.falt)] = Forevarde(initial=fraga.kommentar)
        # The reason is asked for last, as it stands on the page.
        self.order_fields([namn for namn in self.fields if namn != "skal"])

    @property
    def besked(self) -> Besked:
        """Which button was pressed; saving, which loses nothing, where it is not known."""
        try:
            return Besked(self.data.get("besked"))
        except ValueError:
            return Besked.SPARA

    @property
    def kommentarer(self) -> dict[str, Andring[str]]:
        """By field, what the user was shown and what they made of it."""
        return {
            fraga.falt: Andring(
                self.cleaned_data[name_of_fore(fraga.falt)],
                self.cleaned_data[_kommentar(fraga.falt)],
            )
            for fraga in self.granskning.fragor
        }

    def clean(self):
        cleaned = super().clean()
        skal = cleaned.get("skal")
        if self.besked is Besked.KOMPLETTERA and not skal and "skal" not in self.errors:
            self.add_error("skal", "Skriv vad styrgruppen behöver komplettera.")
        if self.besked is Besked.GODKANN and skal:
            self.add_error(
                "skal",
                "Du har skrivit vad som behöver kompletteras. Ta bort texten om du vill godkänna.",
            )
        return cleaned

    def having_shown(self, texter: Mapping[str, str]) -> "Granskningsform":
        """The same form, now that its user sees these texts as the stored ones, by field."""
        data = self.data.copy()
        for falt, text in texter.items():
            data[name_of_fore(falt)] = text
        return Granskningsform(self.granskning, data)

    def rader(self, konflikter: Mapping[str, str]) -> list[tuple[Granskatsteg, list[tuple]]]:
        """Each step with its questions, the comment on each, and what another has written there
        meanwhile, None for nothing."""
        return [
            (
                steg,
                [
                    (fraga, self[_kommentar(fraga.falt)], konflikter.get(fraga.falt))
                    for fraga in steg.fragor
                ],
            )
            for steg in self.granskning.steg
        ]


def _kommentar(falt: str) -> str:
    return f"kommentar_{falt}"


class Oppningsform(forms.Form):
    """Why an accepted report is opened again; `nr` is the omgång that the user was shown."""

    nr = forms.IntegerField(widget=forms.HiddenInput)
    skal = Fritext(
        label="Varför behöver rapporten öppnas?",
        help_text="Styrgruppen läser skälet, och det sparas i historiken.",
        error_messages={"required": "Skriv varför rapporten behöver öppnas igen."},
    )
