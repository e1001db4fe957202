from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django import forms

from ekonomi.calculations import Insatstid
from ekonomi.insatsbudget.arsskifte import Arsskiftesrad
from ekonomi.insatsbudget.poster import Nypost, tell_pagar_inte
from ekonomi.insatsbudget.services import hash_post
from ekonomi.models import Budgetpost
from ekonomi.models.falt import MAX_BELOPP
from finsam.formularfalt import Artalsfalt, Beloppsfalt, Dagfalt
from finsam.svenska import capitalize
from insatser.models import Insats
from uppfoljning.fritext import Fritext

Post = Budgetpost.Post

SKRIV_BELOPP = "Skriv beloppet i kronor."
VALJ_BESLUTSDAG = "Välj dagen då det beslutades."


class Dagval(forms.Form):
    """The year of a budget, and the day whose decisions it is shown with."""

    ar = Artalsfalt(label="År", required=False)
    per = Dagfalt(
        label="Beslutat till och med",
        required=False,
        help_text="Budgeten visas med de beslut som var fattade den dagen.",
    )

    def clean(self):
        cleaned = super().clean()
        ar, per = cleaned.get("ar"), cleaned.get("per")
        if ar and per and per.year < ar:
            self.add_error("per", f"Välj en dag tidigast {date(ar, 1, 1)}.")
        return cleaned

    def chosen(self, dag: date) -> tuple[int, date]:
        """The year and the day; those that lie nearest `dag` for what was not given right."""
        varden = self.cleaned_data if self.is_valid() else {}
        per = varden.get("per")
        ar = varden.get("ar") or (per or dag).year
        return ar, per or max(date(ar, 1, 1), min(dag, date(ar, 12, 31)))


class _Beslutsform(forms.Form):
    """What a decision about money says: how much, when, and what it was about."""

    belopp = Beloppsfalt(
        label="Belopp, kr", hogst=MAX_BELOPP, error_messages={"required": SKRIV_BELOPP}
    )
    beslutsdatum = Dagfalt(label="Beslutsdatum", error_messages={"required": VALJ_BESLUTSDAG})
    note = Fritext(
        label="Not",
        required=False,
        rows=2,
        max_length=300,
        help_text="Valfritt. Noten står i rapporternas tabell.",
    )

    def __init__(self, *args, dag: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["beslutsdatum"].senast = dag

    def having_shown(self) -> "_Beslutsform":
        """The same form, now that its user sees what is stored."""
        return self


class Postform(_Beslutsform):
    """A new post of the year. A move between years has a form of its own."""

    post = forms.ChoiceField(
        label="Vad beslutet gäller",
        choices=[
            (p.value, capitalize(p.label)) for p in (Post.BEVILJAD, Post.TILLAGG, Post.ATERLAMNAT)
        ],
        error_messages={"invalid_choice": "Välj ett av alternativen."},
    )
    belopp = Beloppsfalt(
        label="Belopp, kr",
        far_vara_negativt=True,
        hogst=MAX_BELOPP,
        help_text="Bara ett tillägg kan vara negativt.",
        error_messages={"required": SKRIV_BELOPP},
    )

    field_order = ("post", "belopp", "beslutsdatum", "note")

    def clean(self):
        cleaned = super().clean()
        belopp = cleaned.get("belopp")
        if belopp == 0:
            self.add_error("belopp", "Skriv ett belopp som inte är 0.")
        elif belopp is not None and belopp < 0 and cleaned.get("post") != Post.TILLAGG:
            self.add_error(
                "belopp", "Skriv beloppet utan minus. Bara ett tillägg kan vara negativt."
            )
        return cleaned

    def ny(self, ar: int) -> Nypost:
        varden = self.cleaned_data
        return Nypost(ar, Post(varden["post"]), varden["belopp"], varden["note"])


class Flyttform(_Beslutsform):
    """How much of the year's budget goes to a later year."""

    till_ar = Artalsfalt(label="Till år", error_messages={"required": "Skriv året."})

    field_order = ("till_ar", "belopp", "beslutsdatum", "note")

    def __init__(self, *args, fran_ar: int, tid: Insatstid, **kwargs):
        super().__init__(*args, **kwargs)
        self.fran_ar, self._tid = fran_ar, tid

    def clean_till_ar(self):
        ar = self.cleaned_data["till_ar"]
        if ar <= self.fran_ar:
            raise forms.ValidationError(f"Skriv ett år efter {self.fran_ar}.")
        if hinder := tell_pagar_inte(self._tid, ar):
            raise forms.ValidationError(hinder)
        return ar

    def clean_belopp(self):
        belopp = self.cleaned_data["belopp"]
        if belopp <= 0:
            raise forms.ValidationError("Skriv ett belopp som är större än 0.")
        return belopp


class Rattelseform(_Beslutsform):
    """A post as it should have been, and why it was wrong; `sedd` is the post as it was shown."""

    skal = Fritext(
        label="Varför behöver posten rättas?",
        rows=2,
        max_length=300,
        help_text="Skälet sparas i historiken.",
        error_messages={"required": "Skriv varför posten behöver rättas."},
    )
    sedd = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, post: Budgetpost, dag: date, **kwargs):
        initial = {
            "belopp": post.belopp,
            "beslutsdatum": post.beslutsdatum,
            "note": post.note,
            "sedd": hash_post(post),
        }
        super().__init__(*args, initial=initial, dag=dag, **kwargs)
        self.fields["belopp"].far_vara_negativt = post.post == Post.TILLAGG
        utan_minus = (
            "Skriv beloppet utan minus; det dras av. " if post.post in Budgetpost.MINSKAR else ""
        )
        self.fields[
            "belopp"
        ].help_text = f"{utan_minus}Skriv 0 för en post som inte skulle ha funnits."
        self.fields["beslutsdatum"].senast = max(dag, post.beslutsdatum)
        self._post, self._dag = post, dag

    def having_shown(self) -> "Rattelseform":
        data = self.data.copy()
        data["sedd"] = hash_post(self._post)
        return Rattelseform(data, post=self._post, dag=self._dag)


class Arsskiftesform(forms.Form):
    """Which insatser give back what is left, and the day of the decision.

    Beside each goes the amount that was shown, so that nothing else is given back.
    """

    beslutsdatum = Dagfalt(label="Beslutsdatum", error_messages={"required": VALJ_BESLUTSDAG})

    def __init__(self, *args, rader: Sequence[Arsskiftesrad], ar: int, dag: date, **kwargs):
        super().__init__(*args, **kwargs)
        falt = self.fields["beslutsdatum"]
        falt.tidigast, falt.senast, falt.initial = date(ar, 12, 31), dag, dag
        self._rader, self._ar, self._dag = rader, ar, dag
        for rad in rader:
            self.fields[_val(rad.insats)] = forms.BooleanField(
                label=str(rad.insats), required=False, initial=rad.is_saker
            )
            self.fields[_sett(rad.insats)] = Beloppsfalt(
                widget=forms.HiddenInput, initial=rad.kvar, required=False
            )

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(_val(rad.insats)) for rad in self._rader):
            raise forms.ValidationError("Välj minst en insats som ska återlämna.")
        return cleaned

    @property
    def valda(self) -> dict[Insats, Decimal]:
        """The amount that was shown of each chosen insats."""
        varden = self.cleaned_data
        return {
            rad.insats: varden.get(_sett(rad.insats)) or Decimal(0)
            for rad in self._rader
            if varden[_val(rad.insats)]
        }

    def having_shown(self) -> "Arsskiftesform":
        """The same form, now that its user sees what is left."""
        data = self.data.copy()
        for rad in self._rader:
            data[_sett(rad.insats)] = str(rad.kvar)
        return Arsskiftesform(data, rader=self._rader, ar=self._ar, dag=self._dag)

    def falt_for(self, rad: Arsskiftesrad) -> tuple[forms.BoundField, forms.BoundField]:
        return self[_val(rad.insats)], self[_sett(rad.insats)]


def _val(insats: Insats) -> str:
    return f"insats_{insats.pk}"


def _sett(insats: Insats) -> str:
    return f"kvar_{insats.pk}"
