from django import forms

from finsam.formularfalt import Dagfalt
from finsam.radform import Radform
from finsam.svenska import capitalize
from insatser.fortroendevalda.lista import order_parter
from insatser.models import Fortroendevald, Part


class Fortroendevaldform(Radform):
    """A place in the styrelse or as revisor, and who holds it."""

    uppdrag = forms.ChoiceField(
        label="Uppdrag",
        choices=[("", "Välj"), *((u.value, capitalize(u.label)) for u in Fortroendevald.Uppdrag)],
        error_messages={"required": "Välj ett uppdrag."},
    )
    fran = Dagfalt(
        label="Från", error_messages={"required": "Skriv den första dagen för uppdraget."}
    )
    till = Dagfalt(
        label="Till",
        required=False,
        help_text="Lämna tomt om du inte vet när uppdraget slutar.",
    )

    class Meta:
        model = Fortroendevald
        fields = ["namn", "uppdrag", "part", "fran", "till"]
        labels = {"namn": "Namn", "part": "Utsedd av"}
        help_texts = {"part": ""}
        error_messages = {"namn": {"required": "Skriv personens namn."}}

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance)
        part = self.fields["part"]
        part.queryset = instance.forbund.parter.all()
        part.choices = [("", "Ingen eller okänd"), *(_choices_of(part.queryset))]


def _choices_of(parter) -> list[tuple[int, str]]:
    return [(part.pk, part.namn) for part in order_parter(parter)]


class Avslutsform(Radform):
    till = Dagfalt(
        label="Sista dag",
        error_messages={"required": "Skriv den sista dagen för uppdraget."},
    )

    class Meta:
        model = Fortroendevald
        fields = ["till"]


class Medlemsform(Radform):
    medlem_fran = Dagfalt(
        label="Medlem från",
        required=False,
        help_text="Lämna tomt om det inte är känt.",
    )

    class Meta:
        model = Part
        fields = ["medlem_fran"]
