from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.http import QueryDict

from ekonomi.forbundsbudget.kolumnval import Kolumnval
from ekonomi.forbundsbudget.rader import GRUPPER, RUBRIKER, by_agare, label_insats
from ekonomi.forbundsbudget.rutnat import (
    ADMINISTRATION,
    INTAKTER,
    OVRIGA_SAMVERKANSINSATSER,
    Cell,
    Radslag,
    Version,
)
from ekonomi.forbundsbudget.services import Beloppsandring
from ekonomi.models.falt import MAX_BELOPP
from finsam.formularfalt import Artalsfalt, Beloppsfalt, Dagfalt
from finsam.inlasning.kolumntyper import Belopp, Decimaltal, Otolkbar
from finsam.svenska import capitalize, format_exact_kronor
from insatser.models import Insats, Part
from uppfoljning.fritext import Forevarde, name_of_fore

_HJALP = {
    Radslag.EJ_NYTTJAT: "Det som du räknar med inte används. Skriv beloppet med minus.",
    Radslag.INGAENDE_OVERSKOTT: (
        "Bara för det första året. Sedan räknas det fram ur året före. Minus för ett underskott."
    ),
}


@dataclass(frozen=True)
class Beloppsrad:
    """A field for an amount on the page, and what someone else has stored there meanwhile."""

    falt: forms.BoundField
    fore: forms.BoundField
    konflikt: str = ""


class Beloppsform(forms.Form):
    """Amounts by key, each with the stored amount that was shown beside it, hidden.

    A subclass adds its fields with add_belopp.
    """

    def __init__(self, data: QueryDict | None = None):
        super().__init__(data)
        self.konflikter: Mapping = {}
        self._namn: dict[object, str] = {}

    def add_belopp(self, nyckel, namn: str, falt: Beloppsfalt, stored: Decimal | None) -> None:
        self._namn[nyckel] = namn
        self.fields[namn] = falt
        self.fields[name_of_fore(namn)] = Forevarde(initial=_as_fore(stored))

    @property
    def andringar(self) -> dict[object, Beloppsandring]:
        """What the user was shown and made of it; a row that has come since is left alone."""
        return {
            nyckel: Beloppsandring(
                _read_fore(self.cleaned_data[name_of_fore(namn)]), self.cleaned_data[namn]
            )
            for nyckel, namn in self._namn.items()
            if name_of_fore(namn) in self.data
        }

    def rad(self, nyckel) -> Beloppsrad:
        namn = self._namn[nyckel]
        konflikt = ""
        if nyckel in self.konflikter:
            nu = self.konflikter[nyckel]
            konflikt = "inget belopp" if nu is None else format_exact_kronor(nu)
        return Beloppsrad(self[namn], self[name_of_fore(namn)], konflikt)

    def data_having_shown(self, konflikter: Mapping) -> QueryDict:
        """What was sent, now that the user sees these amounts as the stored ones."""
        data = self.data.copy()
        for nyckel, belopp in konflikter.items():
            data[name_of_fore(self._namn[nyckel])] = _as_fore(belopp)
        return data


class Kolumnform(Beloppsform):
    """The amounts of one decision: every row, and the insatser that may have one.

    `forlaga` are the amounts that a new decision begins with; nothing of it is stored yet.
    `tidigare` are those of earlier decisions, which count where a field is left empty.
    `justerade` is what each insats (its id) has for the year with every decision on its budget.
    """

    def __init__(
        self,
        val: Kolumnval,
        stored: Mapping[Cell, Decimal],
        insatser: Collection[Insats],
        data: QueryDict | None = None,
        forlaga: Mapping[Cell, Decimal] | None = None,
        tidigare: Mapping[Cell, Decimal] | None = None,
        justerade: Mapping[int, Decimal] | None = None,
    ):
        super().__init__(data)
        self.val = val
        self.tidigare = tidigare or {}
        kanda = {**self.tidigare, **stored, **(forlaga or {})}
        visade = [i for i in insatser if self._is_shown(i, kanda)]
        self._insatser = by_agare(visade)
        initial = forlaga if forlaga is not None else stored
        for rad in (r for r in Radslag if r != Radslag.INSATS):
            self._add(
                (rad.value, None),
                Beloppsfalt(
                    label=RUBRIKER[rad],
                    help_text=_HJALP.get(rad, ""),
                    required=False,
                    far_vara_negativt=rad in _HJALP,
                    hogst=MAX_BELOPP,
                ),
                initial,
                stored,
            )
        for insats in self._insatser:
            cell = (Radslag.INSATS.value, insats.pk)
            justerad = (justerade or {}).get(insats.pk)
            falt = Beloppsfalt(
                label=label_insats(insats),
                help_text=_compare(justerad, initial.get(cell), self.tidigare.get(cell)),
                required=False,
                hogst=MAX_BELOPP,
            )
            self._add(cell, falt, initial, stored)
        # The one that was chosen stays, though another has given it a row of its own meanwhile.
        vald = self.data.get("ny_insats")
        ovriga = [i for i in insatser if i not in visade or str(i.pk) == vald]
        self.fields["ny_insats"] = forms.TypedChoiceField(
            label="Lägg till en insats",
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", "Välj insats"), *((i.pk, label_insats(i)) for i in by_agare(ovriga))],
            error_messages={"invalid_choice": "Välj en insats i listan."},
        )
        self.fields["ny_belopp"] = Beloppsfalt(
            label="Insatsens belopp", required=False, hogst=MAX_BELOPP
        )

    def _is_shown(self, insats: Insats, belopp: Mapping[Cell, Decimal]) -> bool:
        """Those that run in the year, have an amount, or were on the page that was sent."""
        runs = insats.start.year <= self.val.ar <= insats.gallande_slut.year
        is_sand = name_of_fore(_name_of((Radslag.INSATS.value, insats.pk))) in self.data
        return runs or is_sand or (Radslag.INSATS, insats.pk) in belopp

    def _add(
        self,
        cell: Cell,
        falt: Beloppsfalt,
        initial: Mapping[Cell, Decimal],
        stored: Mapping[Cell, Decimal],
    ) -> None:
        falt.initial = initial.get(cell)
        if cell in self.tidigare:
            belopp = self.tidigare[cell]
            falt.widget.attrs["data-tidigare"] = str(belopp)  # for js/summera.js
            falt.help_text = " ".join(
                filter(None, (f"Tidigare beslut: {format_exact_kronor(belopp)}.", falt.help_text))
            )
        self.add_belopp(cell, _name_of(cell), falt, stored.get(cell))

    def clean(self):
        cleaned = super().clean()
        ej_nyttjat = _name_of((Radslag.EJ_NYTTJAT.value, None))
        if (cleaned.get(ej_nyttjat) or 0) > 0:
            self.add_error(ej_nyttjat, "Skriv beloppet med minus. Det drar ner kostnaderna.")
        if self.errors:
            return cleaned
        insats, belopp = cleaned.get("ny_insats"), cleaned.get("ny_belopp")
        if insats is not None and belopp is None:
            self.add_error("ny_belopp", "Skriv insatsens belopp.")
        if insats is None and belopp is not None:
            self.add_error("ny_insats", "Välj vilken insats beloppet gäller.")
        return cleaned

    @property
    def andringar(self) -> dict[Cell, Beloppsandring]:
        ny = self.cleaned_data["ny_insats"]
        if ny is None:
            return super().andringar
        cell = (Radslag.INSATS.value, ny)
        return super().andringar | {cell: Beloppsandring(None, self.cleaned_data["ny_belopp"])}

    def data_having_shown(self, konflikter: Mapping) -> QueryDict:
        ny = (Radslag.INSATS.value, self.cleaned_data["ny_insats"])
        if ny not in konflikter:
            return super().data_having_shown(konflikter)
        # Someone else has added the same insats, which has a row of its own from now on.
        data = super().data_having_shown({c: b for c, b in konflikter.items() if c != ny})
        data[_name_of(ny)] = data["ny_belopp"]
        data[name_of_fore(_name_of(ny))] = _as_fore(konflikter[ny])
        data["ny_insats"] = data["ny_belopp"] = ""
        return data

    @property
    def grupper(self) -> list[tuple[str, str, list[Beloppsrad]]]:
        """Each group's key and heading with its fields, for the page."""
        celler = {
            "intakter": [(rad.value, None) for rad in INTAKTER],
            "administration": [(rad.value, None) for rad in ADMINISTRATION],
            "samverkansinsatser": [
                *((Radslag.INSATS.value, insats.pk) for insats in self._insatser),
                (Radslag.EJ_NYTTJAT.value, None),
            ],
            "ovriga_samverkansinsatser": [(rad.value, None) for rad in OVRIGA_SAMVERKANSINSATSER],
            "resultat": [(Radslag.INGAENDE_OVERSKOTT.value, None)],
        }
        rubriker = GRUPPER | {"resultat": "Från tidigare år"}
        return [(g, rubriker[g], [self.rad(cell) for cell in celler[g]]) for g in celler]


class Medlemsavgiftsform(Beloppsform):
    """What each part pays for a year."""

    def __init__(
        self,
        parter: Iterable[Part],
        stored: Mapping[int, Decimal],
        data: QueryDict | None = None,
    ):
        super().__init__(data)
        self._parter = list(parter)
        for part in self._parter:
            falt = Beloppsfalt(
                label=part.namn, required=False, initial=stored.get(part.pk), hogst=MAX_BELOPP
            )
            self.add_belopp(part.pk, f"part-{part.pk}", falt, stored.get(part.pk))

    @property
    def rader(self) -> list[Beloppsrad]:
        return [self.rad(part.pk) for part in self._parter]


class NyKolumnform(forms.Form):
    """Which year and version to write amounts for, as decided `idag` at the latest."""

    ar = Artalsfalt(label="År", error_messages={"required": "Skriv ett år, till exempel 2025."})
    version = forms.ChoiceField(
        label="Version",
        choices=[(v.value, capitalize(v.label)) for v in Version],
        error_messages={"required": "Välj en version.", "invalid_choice": "Välj en version."},
    )
    beslutad = Dagfalt(
        label="Beslutad eller gjord den",
        required=False,
        help_text="Behövs för en prognos. En rapport tar med det som gäller på rapportens dag.",
    )

    def __init__(self, data: QueryDict | None = None, *, idag: date, initial: dict | None = None):
        super().__init__(data, initial=initial)
        self.fields["beslutad"].senast = idag

    def clean(self):
        cleaned = super().clean()
        is_prognos = cleaned.get("version") == Version.PROGNOS
        if is_prognos and not cleaned.get("beslutad") and "beslutad" not in self.errors:
            self.add_error("beslutad", "Skriv vilken dag prognosen är gjord.")
        return cleaned

    @property
    def val(self) -> Kolumnval:
        return Kolumnval(
            self.cleaned_data["ar"],
            Version(self.cleaned_data["version"]),
            self.cleaned_data["beslutad"],
        )


class Kopieringsform(forms.Form):
    procent = forms.CharField(
        label="Räkna upp kostnaderna med procent",
        required=False,
        help_text="Till exempel 2,5. Beloppen avrundas till hela kronor. "
        "Intäkterna räknas inte upp.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    beslutad = Dagfalt(
        label="Beslutad den",
        required=False,
        help_text="Lämna tomt om inget är beslutat än. Då är beloppen med i varje rapport.",
    )

    def __init__(self, data: QueryDict | None = None, *, idag: date):
        super().__init__(data)
        self.fields["beslutad"].senast = idag

    def clean_procent(self) -> Decimal:
        text = self.cleaned_data["procent"].rstrip(" %\u00a0\u202f")
        if not text:
            return Decimal(0)
        try:
            procent = Decimaltal(5, 2).tolka(text)
        except Otolkbar as fel:
            raise forms.ValidationError(f"Procenten {fel}") from fel
        if not -50 <= procent <= 50:
            raise forms.ValidationError("Skriv högst 50 procent upp eller ner.")
        return procent


class Provform(forms.Form):
    """What a thought insats would cost, by year."""

    def __init__(self, aren: Iterable[int], data: QueryDict | None = None):
        super().__init__(data)
        for ar in aren:
            self.fields[f"ar_{ar}"] = Beloppsfalt(label=str(ar), required=False, hogst=MAX_BELOPP)

    @property
    def belopp(self) -> dict[int, Decimal]:
        """By year, those that are given and read; none before anything is sent."""
        if not self.is_bound or not self.is_valid():
            return {}
        return {
            int(namn.removeprefix("ar_")): belopp
            for namn, belopp in self.cleaned_data.items()
            if belopp is not None
        }


def _name_of(cell: Cell) -> str:
    rad, insats = cell
    return f"insats-{insats}" if insats is not None else rad


def _compare(justerad: Decimal | None, belopp: Decimal | None, tidigare: Decimal | None) -> str:
    """Both figures, where an insats has another budget than stands here, or in the earlier
    decision where nothing does; empty otherwise."""
    if justerad is None or justerad == (tidigare if belopp is None else belopp):
        return ""
    text = f"Insatsens budget med alla beslut är {format_exact_kronor(justerad)}."
    if belopp is None and tidigare is not None:
        return text  # the earlier amount stands before it
    har = "inget belopp" if belopp is None else format_exact_kronor(belopp)
    return f"{text} Här står {har}."


def _as_fore(belopp: Decimal | None) -> str:
    return "" if belopp is None else str(belopp)


def _read_fore(text: str) -> Decimal | None:
    """The amount that a page showed. What no page of ours can have shown is nobody's amount."""
    try:
        return Belopp().tolka(text) if text else None
    except Otolkbar:
        return None
