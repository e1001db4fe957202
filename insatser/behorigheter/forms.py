from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.html import format_html

from finsam.konton.inloggning import LOSENORD_KRAV
from finsam.konton.models import Behorighet, Inbjudan, Roll, User
from finsam.konton.rattigheter import ROLLER_PER_INSATS
from finsam.svenska import capitalize, sort_key
from finsam.validering import refuse_identity
from insatser.models import Forbund

VALJ_INSATSER = "Välj minst en insats. Rollen gäller bara de insatser du väljer."

REDAN_INBJUDEN = "Personen är redan inbjuden till rollen. Skicka inbjudan igen från listan."

VAD_ROLLEN_GOR = {
    Roll.STYRGRUPP: "Skriver och skickar in kvartalsrapporter för sina insatser.",
    Roll.INSATSANSVARIG: "Skriver kvartalsrapporter för sina insatser.",
    Roll.KANSLI: "Granskar, bedömer, skriver rapporter och bjuder in.",
    Roll.EKONOM: "Ser allt och sköter ekonomin.",
    Roll.FORBUNDSCHEF: "Som kansli, och beslutar om avvikelser.",
    Roll.STYRELSE: "Läser rapporterna.",
    Roll.REVISOR: "Ser allt, med historik, och ändrar inget.",
    Roll.ADMIN: "Sköter konton och behörigheter.",
}


class _FirstIsTarget:
    """Mixin for a group of choices: a link to the field leads to the first of them."""

    def id_for_label(self, id_, index="0"):
        return super().id_for_label(id_, index or "0")


class Radios(_FirstIsTarget, forms.RadioSelect):
    pass


class Checkboxes(_FirstIsTarget, forms.CheckboxSelectMultiple):
    pass


class InsatserField(forms.ModelMultipleChoiceField):
    def _check_values(self, value):
        """Numbers that no row can have are no choices; the database would choke on them."""
        if any(len(str(pk)) > 18 for pk in value):
            raise forms.ValidationError(self.error_messages["invalid_choice"])
        return super()._check_values(value)


class InsatserForm(forms.Form):
    """The insatser, of the förbund, that a role counts for."""

    insatser = InsatserField(
        queryset=None,
        label="Insatser",
        widget=Checkboxes,
        error_messages={
            "required": VALJ_INSATSER,
            "invalid_choice": "Välj bland förbundets insatser.",
        },
    )

    def __init__(self, *args, forbund: Forbund, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["insatser"]
        field.queryset = forbund.insatser.all()
        field.choices = sorted(
            ((insats.pk, str(insats)) for insats in field.queryset),
            key=lambda choice: sort_key(choice[1]),
        )


class InbjudanForm(InsatserForm):
    email = forms.EmailField(
        label="E-postadress",
        max_length=254,
        validators=[refuse_identity],
        error_messages={
            "required": "Skriv e-postadressen till den du bjuder in.",
            "invalid": "Skriv en hel e-postadress, till exempel namn@kommun.se.",
            "max_length": "Adressen är för lång. Kontrollera den.",
        },
    )
    namn = forms.CharField(
        label="Namn",
        max_length=150,
        required=False,
        help_text="Valfritt. Står i brevet.",
        validators=[refuse_identity],
    )
    roll = forms.ChoiceField(
        label="Roll",
        widget=Radios,
        error_messages={
            "required": "Välj en roll.",
            "invalid_choice": "Välj en av rollerna. Du får inte ge den rollen.",
        },
    )

    field_order = ["email", "namn", "roll", "insatser"]

    def __init__(self, *args, forbund: Forbund, roller: list[Roll], user: User, **kwargs):
        super().__init__(*args, forbund=forbund, **kwargs)
        self.forbund = forbund
        self.user = user
        self.fields["insatser"].required = False
        self.fields["roll"].choices = [
            (
                roll.value,
                format_html(
                    '{} <span class="help">{}</span>',
                    capitalize(roll.label),
                    VAD_ROLLEN_GOR[roll],
                ),
            )
            for roll in roller
        ]

    def clean_email(self):
        email = User.objects.normalize_email(self.cleaned_data["email"])
        if email == self.user.email:
            raise forms.ValidationError("Det är din egen adress. Någon annan får ge dig en roll.")
        return email

    def clean_roll(self):
        return Roll(self.cleaned_data["roll"])

    def clean(self):
        cleaned = super().clean()
        roll, email = cleaned.get("roll"), cleaned.get("email")
        if roll is None or email is None:
            return cleaned
        if roll in ROLLER_PER_INSATS and not cleaned.get("insatser"):
            self.add_error("insatser", VALJ_INSATSER)
        if roll not in ROLLER_PER_INSATS:
            if cleaned.get("insatser"):
                self.add_error("insatser", "Ta bort insatserna. Rollen gäller hela förbundet.")
            if Behorighet.objects.filter(
                forbund=self.forbund, user__email=email, roll=roll
            ).exists():
                self.add_error("email", "Personen har redan den rollen i förbundet.")
        if Inbjudan.objects.pending().filter(forbund=self.forbund, email=email, roll=roll).exists():
            self.add_error("email", REDAN_INBJUDEN)
        return cleaned


class NyttKontoForm(forms.Form):
    """Name and password of one who is invited and has no account."""

    namn = forms.CharField(
        label="Ditt namn",
        max_length=150,
        error_messages={"required": "Skriv ditt namn."},
        validators=[refuse_identity],
    )
    losenord = forms.CharField(
        label="Välj ett lösenord",
        strip=False,
        help_text=LOSENORD_KRAV,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Välj ett lösenord."},
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["namn"].widget.attrs["autocomplete"] = "name"

    def clean_losenord(self):
        losenord = self.cleaned_data["losenord"]
        validate_password(losenord, User(email=self.email, namn=self.cleaned_data.get("namn", "")))
        return losenord
