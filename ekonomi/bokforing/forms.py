from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256

from django import forms

from ekonomi.bokforing.bokford_dag import tell_val
from ekonomi.bokforing.kontoplan import Kontoplansrad
from ekonomi.bokforing.kontoplan_services import Stalleval
from ekonomi.bokforing.sidor import Stalle
from ekonomi.models import Kontorad, Kostnadsstalle
from ekonomi.models.bokforing import RADER, Radtyp, Rapport
from ekonomi.saldon import EjKopplad
from finsam.formularfalt import Antalsfalt
from finsam.radform import Radform
from finsam.svenska import capitalize
from finsam.validering import refuse_identity

_MAX_NOT = 999
_SKILJE = ":"
_RAD = "rad_"
_VALJ_RAD = "Välj raden som kontot hör till."
_RADVAL = [
    ("", "Välj rad"),
    *(
        (
            capitalize(rapport.label),
            [(f"{rapport}{_SKILJE}{rad}", capitalize(rad.label)) for rad in RADER[rapport]],
        )
        for rapport in Rapport
    ),
]


class Filform(forms.Form):
    """One file, whose content is judged by what reads it."""

    fil = forms.FileField(
        label="Fil",
        error_messages={
            "required": "Välj en fil först.",
            "missing": "Välj en fil först.",
            "empty": "Filen är tom. Välj en annan.",
            "invalid": "Välj en fil först.",
        },
    )

    def __init__(self, *args, accept: str, label: str, help_text: str, **kwargs):
        super().__init__(*args, **kwargs)
        falt = self.fields["fil"]
        falt.label, falt.help_text = label, help_text
        falt.widget.attrs["accept"] = accept


class Dagform(forms.Form):
    """How far a file is booked that does not tell."""

    per = forms.TypedChoiceField(
        label="Bokförd till och med",
        coerce=date.fromisoformat,
        error_messages={
            "required": "Välj hur långt filen är bokförd.",
            "invalid_choice": "Välj hur långt filen är bokförd.",
        },
    )

    def __init__(self, *args, dagval: Sequence[date], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["per"].choices = [
            ("", "Välj dag"),
            *((dag.isoformat(), tell_val(dag)) for dag in dagval),
        ]


class Kontofilter(forms.Form):
    """Which accounts the page lists; what is no choice is no filter."""

    rapport = forms.ChoiceField(
        label="Rapport",
        required=False,
        choices=[("", "Båda"), *((r.value, capitalize(r.label)) for r in Rapport)],
    )
    sok = forms.CharField(label="Sök konto, namn eller rad", required=False, max_length=100)

    def chosen(self) -> tuple[Rapport | None, str]:
        self.is_valid()
        rapport = self.cleaned_data.get("rapport")
        return (Rapport(rapport) if rapport else None), self.cleaned_data.get("sok", "")


class Radval(forms.ChoiceField):
    """A line together with its statement, as (Rapport, Radtyp); None where it is left open."""

    def __init__(self, **kwargs):
        super().__init__(
            choices=_RADVAL,
            error_messages={"required": _VALJ_RAD, "invalid_choice": _VALJ_RAD},
            **kwargs,
        )

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return None
        rapport, rad = value.split(_SKILJE)
        return Rapport(rapport), Radtyp(rad)


def _make_not() -> Antalsfalt:
    return Antalsfalt(label="Not", minst=1, hogst=_MAX_NOT, required=False)


def _make_notrad() -> forms.CharField:
    return forms.CharField(
        label="Rad i noten", max_length=200, required=False, validators=[refuse_identity]
    )


class Kontoform(Radform):
    """One account and its line."""

    val = Radval(label="Rad")
    notnr = _make_not()
    notrad = _make_notrad()

    field_order = ["namn", "val", "notnr", "notrad"]

    class Meta:
        model = Kontorad
        fields = ["namn", "notnr", "notrad"]
        labels = {"namn": "Kontots namn"}
        error_messages = {"namn": {"required": "Skriv kontots namn."}}

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance)
        self.fields["val"].initial = f"{instance.rapport}{_SKILJE}{instance.rad}"
        self.fields["notnr"].help_text = "Notens nummer. Lämna tomt om raden inte har någon not."
        self.fields["notrad"].help_text = "”per projekt” ger en rad per projekt."

    def clean(self):
        cleaned = super().clean()
        if val := cleaned.get("val"):
            self.instance.rapport, self.instance.rad = val
        return cleaned


def find_valda_konton(data: Mapping[str, str]) -> list[str]:
    """The accounts for which a posted Kopplingsform has a line."""
    return [namn.removeprefix(_RAD) for namn, val in data.items() if namn.startswith(_RAD) and val]


class Kopplingsform(forms.Form):
    """The accounts that have no line yet. A row whose line is left open is not stored."""

    def __init__(self, *args, konton: Sequence[EjKopplad], **kwargs):
        super().__init__(*args, **kwargs)
        self._konton = konton
        for konto in konton:
            namn = f"konto {konto.konto}"
            self.fields[f"{_RAD}{konto.konto}"] = Radval(label=f"Rad för {namn}", required=False)
            self.fields[f"not_{konto.konto}"] = _make_not()
            self.fields[f"not_{konto.konto}"].label = f"Not för {namn}"
            self.fields[f"notrad_{konto.konto}"] = _make_notrad()
            self.fields[f"notrad_{konto.konto}"].label = f"Rad i noten för {namn}"
            if not konto.namn:
                self.fields[f"namn_{konto.konto}"] = forms.CharField(
                    label=f"Namn på {namn}",
                    max_length=200,
                    required=False,
                    validators=[refuse_identity],
                )

    @property
    def rader(self):
        """Each account with its fields: name (None where the file has one), line, note, its row."""
        return [
            (
                konto,
                self[f"namn_{konto.konto}"] if not konto.namn else None,
                *(self[f"{falt}_{konto.konto}"] for falt in ("rad", "not", "notrad")),
            )
            for konto in self._konton
        ]

    def clean(self):
        cleaned = super().clean()
        for konto in self._konton:
            if konto.namn or f"{_RAD}{konto.konto}" not in cleaned:
                continue
            if cleaned[f"{_RAD}{konto.konto}"] and not cleaned.get(f"namn_{konto.konto}"):
                self.add_error(f"namn_{konto.konto}", f"Skriv vad konto {konto.konto} heter.")
        if not self.errors and not self.valda:
            self.add_error(None, "Välj rad för minst ett konto.")
        return cleaned

    @property
    def valda(self) -> list[Kontoplansrad]:
        data = self.cleaned_data
        return [
            Kontoplansrad(
                konto.konto,
                konto.namn or data[f"namn_{konto.konto}"],
                *val,
                data[f"not_{konto.konto}"],
                data[f"notrad_{konto.konto}"],
            )
            for konto in self._konton
            if (val := data.get(f"{_RAD}{konto.konto}"))
        ]


class Kostnadsstalleform(forms.Form):
    """What each kostnadsställe is. One left open is not stored."""

    def __init__(self, *args, stallen: Sequence[Stalle], **kwargs):
        super().__init__(*args, **kwargs)
        self._stallen = stallen
        val = [("", "Välj"), *((v.value, capitalize(v.label)) for v in Kostnadsstalle.Verksamhet)]
        for stalle in stallen:
            self.fields[_name_of(stalle)] = forms.ChoiceField(
                label=f"Verksamhet för {stalle.kod} {stalle.namn}",
                choices=val,
                required=bool(stalle.verksamhet),
                initial=stalle.verksamhet or stalle.forslag,
                error_messages={
                    "required": f"Välj verksamhet för {stalle.kod} {stalle.namn}.",
                    "invalid_choice": "Välj bland verksamheterna.",
                },
            )
            self.fields[_sedd_of(stalle)] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=stalle.verksamhet
            )

    @property
    def rader(self):
        """Each with its field, and the hidden one of what it was shown as."""
        return [
            (stalle, self[_name_of(stalle)], self[_sedd_of(stalle)]) for stalle in self._stallen
        ]

    @property
    def valda(self) -> list[Stalleval]:
        """Those that are something else than they were shown as."""
        data = self.cleaned_data
        return [
            Stalleval(stalle.kod, stalle.namn, Kostnadsstalle.Verksamhet(val), sedd)
            for stalle in self._stallen
            if (val := data.get(_name_of(stalle))) and val != (sedd := data[_sedd_of(stalle)])
        ]

    def having_shown(self) -> "Kostnadsstalleform":
        """The same form, now that its user is told what is stored."""
        data = self.data.copy()
        for stalle in self._stallen:
            data[_sedd_of(stalle)] = stalle.verksamhet
        return Kostnadsstalleform(data, stallen=self._stallen)


def _name_of(stalle: Stalle) -> str:
    """A field's name: the code itself may hold anything."""
    return f"stalle_{sha256(stalle.kod.encode()).hexdigest()[:16]}"


def _sedd_of(stalle: Stalle) -> str:
    return f"sedd_{_name_of(stalle)}"
