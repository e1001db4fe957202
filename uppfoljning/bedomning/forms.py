from collections.abc import Mapping
from dataclasses import asdict
from dataclasses import fields as dataclass_fields

from django import forms
from django.http import QueryDict

from finsam.svenska import capitalize, join_och
from uppfoljning.bedomning.bedomningar import Bedomningsrad, Egen
from uppfoljning.bedomning.services import Motiveringskrav
from uppfoljning.calculations.konflikter import Andring
from uppfoljning.fragor import BEDOMDA, FRAGA, Svar
from uppfoljning.fritext import Forevarde, Fritext, name_of_fore


def _choose(nyckel: str) -> forms.ChoiceField:
    svar = [(s.value, capitalize(s.label)) for s in FRAGA[nyckel].svar]
    return forms.ChoiceField(
        label="Kansliets bedömning", choices=[("", "Samma som regeln"), *svar], required=False
    )


class Bedomningsform(forms.Form):
    """The kansli's bedömning of one insats, with the one that was shown, hidden."""

    i_fas = _choose("i_fas")
    prognos = _choose("prognos")
    motivering = Fritext(
        label="Motivering",
        help_text="Behövs när bedömningen skiljer sig från regeln. Den kan komma med i PM.",
        required=False,
        rows=2,
    )

    def __init__(self, rad: Bedomningsrad, data: QueryDict | None = None):
        visat = asdict(rad.egen)
        super().__init__(
            data,
            prefix=f"insats-{rad.insats.pk}",
            initial=visat | {name_of_fore(falt): varde for falt, varde in visat.items()},
        )
        for falt in visat:
            self.fields[name_of_fore(falt)] = Forevarde()
        self.rad = rad
        # What someone else has stored meanwhile, in words.
        self.konflikt = ""

    @property
    def is_sand(self) -> bool:
        """Whether the page that was sent had this insats, which may have come since."""
        return self.add_prefix(name_of_fore("motivering")) in self.data

    def clean(self):
        cleaned = super().clean()
        # An older bedömning may lack its motivering, which must not stop the others.
        if self.errors or self.andring.efter == self.andring.fore:
            return cleaned
        efter = self.andring.efter
        if efter.lacks_motivering(self.rad.periodsvar.enligt_regeln):
            self.add_error("motivering", str(Motiveringskrav([self.rad.insats.pk])))
        if efter.motivering and not any(cleaned[nyckel] for nyckel in BEDOMDA):
            self.add_error(
                "motivering",
                "Motiveringen hör till en egen bedömning. Välj ett svar, eller ta bort texten.",
            )
        return cleaned

    @property
    def andring(self) -> Andring[Egen]:
        falten = [falt.name for falt in dataclass_fields(Egen)]
        return Andring(
            Egen(*(self.cleaned_data[name_of_fore(falt)] for falt in falten)),
            Egen(*(self.cleaned_data[falt] for falt in falten)),
        )

    def having_shown(self, konflikter: Mapping[int, Egen]) -> "Bedomningsform":
        """The same form, now that its user sees what others have stored, by the insats's pk."""
        egen = konflikter.get(self.rad.insats.pk)
        if egen is None:
            return self
        data = self.data.copy()
        for falt, varde in asdict(egen).items():
            data[self.add_prefix(name_of_fore(falt))] = varde
        form = Bedomningsform(self.rad, data)
        form.konflikt = _tell(egen)
        return form

    def fragor(self) -> list[tuple]:
        """Each question of the row with the choice for it, for the page."""
        return [(fraga, self[fraga.nyckel]) for fraga in self.rad.fragor]


def _tell(egen: Egen) -> str:
    """”i fas nej och prognos samma som regeln. ”, and the motivering."""
    val = join_och(
        f"{FRAGA[nyckel].rubrik} {Svar(svar).label if svar else 'samma som regeln'}"
        for nyckel in BEDOMDA
        for svar in [getattr(egen, nyckel)]
    )
    return f"{val}. {egen.motivering}".strip()
