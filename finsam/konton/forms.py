from django import forms
from django.contrib.auth.forms import AdminUserCreationForm

from finsam.konton.models import Behorighet, User
from finsam.konton.rattigheter import ROLLER_PER_INSATS


class UserCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "namn"]
        field_classes = {}


class BehorighetForm(forms.ModelForm):
    class Meta:
        model = Behorighet
        fields = ["user", "forbund", "roll", "insatser"]

    def clean(self):
        cleaned = super().clean()
        insatser = cleaned.get("insatser")
        forbund = cleaned.get("forbund")
        if not insatser:
            return cleaned
        if cleaned.get("roll") not in ROLLER_PER_INSATS:
            self.add_error(
                "insatser",
                "Ta bort insatserna. Rollen gäller hela förbundet.",
            )
        elif forbund and any(insats.forbund_id != forbund.pk for insats in insatser):
            self.add_error("insatser", f"Välj bara insatser som hör till {forbund}.")
        return cleaned
