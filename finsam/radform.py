"""A form of one row, which tells when someone else has changed the row since it was shown."""

from django import forms

from finsam.historik import Radkonflikt, fingerprint
from finsam.svenska import TANKSTRECK


class Radform(forms.ModelForm):
    """`sedd` is the fingerprint of the row that the user saw: see finsam/historik.py."""

    # The fields that the address gives: what is unique within them is checked here too.
    givna = frozenset({"forbund"})

    sedd = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance)
        self.fields["sedd"].initial = fingerprint(instance)

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - self.givna

    def having_met(self, konflikt: Radkonflikt) -> "Radform":
        """The same form with what was typed, and what is stored now at each field that differs.

        It has seen what is stored now: saved once more, what was typed counts.
        """
        nuvarande = konflikt.nuvarande
        data = self.data.copy()
        data[self.add_prefix("sedd")] = fingerprint(nuvarande)
        form = type(self)(data, instance=nuvarande)
        lagrat = {namn: _show(form[namn]) for namn in form.changed_data if namn != "sedd"}
        for namn, text in lagrat.items():
            if namn not in form.errors:
                form.add_error(namn, f"Någon annan har skrivit: {text}")
        return form


def _show(falt: forms.BoundField) -> str:
    varde = falt.field.prepare_value(falt.initial)
    val = dict(getattr(falt.field, "choices", ()))
    return str(val.get(varde, varde) if varde not in (None, "") else TANKSTRECK)
