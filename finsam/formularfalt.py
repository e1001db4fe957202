"""Form fields for amounts, counts, years and days, as people write and paste them."""

from datetime import date
from decimal import Decimal

from django import forms

from finsam.inlasning.kolumntyper import Artal, Belopp, Decimaltal, Heltal, Otolkbar, Typ
from finsam.period import FORSTA_AR, SISTA_AR
from finsam.svenska import format_exact, format_kronor, format_number

_UTANFOR_AREN = f"Skriv ett datum mellan åren {FORSTA_AR} och {SISTA_AR}."


class _Tolkatfalt(forms.CharField):
    """A field whose text is read as a cell of the underlag is. `vad` begins its errors."""

    typ: Typ
    vad: str

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return self.typ.tolka(text)
        except Otolkbar as fel:
            raise forms.ValidationError(f"{self.vad} {fel}") from fel


class Beloppsfalt(_Tolkatfalt):
    """Kronor with öre, as a Decimal: ”1 234,50”. None where it is left empty.

    `hogst` is the most that it may be, with or without a minus.
    """

    typ = Belopp()
    vad = "Beloppet"

    def __init__(self, *, far_vara_negativt: bool = False, hogst: Decimal | None = None, **kwargs):
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        )
        super().__init__(**kwargs)
        self.far_vara_negativt, self.hogst = far_vara_negativt, hogst

    def validate(self, value):
        super().validate(value)
        if value is not None and value < 0 and not self.far_vara_negativt:
            raise forms.ValidationError("Beloppet är negativt. Skriv det utan minus.")
        if value is not None and self.hogst is not None and abs(value) > self.hogst:
            raise forms.ValidationError(
                f"Beloppet är orimligt stort. Skriv högst {format_kronor(self.hogst)}."
            )

    def prepare_value(self, value):
        if isinstance(value, Decimal):
            return format_exact(value)
        return value


class Artalsfalt(_Tolkatfalt):
    """A year; None where it is left empty."""

    typ = Artal()
    vad = "Det"

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        )
        super().__init__(**kwargs)


class Antalsfalt(_Tolkatfalt):
    """A count of at least `minst`; None where it is left empty."""

    vad = "Antalet"

    def __init__(self, *, minst: int = 0, hogst: int = 99_999, **kwargs):
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        )
        super().__init__(**kwargs)
        self.typ = Heltal(minst, hogst)

    def to_python(self, value):
        # ”1 026”, with any space between the thousands.
        return super().to_python("".join(("" if value is None else str(value)).split()))


class Talfalt(_Tolkatfalt):
    """A number that is at least 0, with at most two decimals; None where it is left empty."""

    typ = Decimaltal(12, 2)
    vad = "Det"

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        )
        super().__init__(**kwargs)

    def validate(self, value):
        super().validate(value)
        if value is not None and value < 0:
            raise forms.ValidationError("Det är negativt. Skriv det utan minus.")

    def prepare_value(self, value):
        if isinstance(value, Decimal):
            places = max(0, -value.normalize().as_tuple().exponent)
            return format_number(value, places)
        return value


class Dagfalt(forms.DateField):
    """A day, ÅÅÅÅ-MM-DD alone: 03/04/2026 may be read in two ways."""

    default_error_messages = {"invalid": "Skriv dagen som ÅÅÅÅ-MM-DD, till exempel 2024-12-31."}

    def __init__(self, *, tidigast: date | None = None, senast: date | None = None, **kwargs):
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)
        self.tidigast, self.senast = tidigast, senast

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        if not FORSTA_AR <= value.year <= SISTA_AR:
            raise forms.ValidationError(_UTANFOR_AREN)
        if self.tidigast and value < self.tidigast:
            raise forms.ValidationError(f"Välj en dag tidigast {self.tidigast}.")
        if self.senast and value > self.senast:
            raise forms.ValidationError(f"Välj en dag senast {self.senast}.")
