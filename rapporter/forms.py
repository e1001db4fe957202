from datetime import date

from django import forms

from finsam.formularfalt import Dagfalt
from finsam.period import Dagintervall
from insatser.models import Forbund


class Dagvalsform(forms.Form):
    """The first and the last day of a report, such as those between two meetings."""

    fran = Dagfalt(
        label="Från och med", error_messages={"required": "Välj den första dagen i rapporten."}
    )
    till = Dagfalt(
        label="Till och med", error_messages={"required": "Välj den sista dagen i rapporten."}
    )

    def __init__(self, data=None, *, forbund: Forbund, senast: date | None):
        super().__init__(data, auto_id=f"forbund-{forbund.pk}-%s")
        self.fields["till"].senast = senast

    def clean(self):
        cleaned = super().clean()
        fran, till = cleaned.get("fran"), cleaned.get("till")
        if fran and till and till < fran:
            self.add_error("till", "Den sista dagen är före den första. Rätta en av dem.")
        return cleaned

    @property
    def intervall(self) -> Dagintervall:
        return Dagintervall(self.cleaned_data["fran"], self.cleaned_data["till"])
