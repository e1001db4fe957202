"""The comment on a warning of the avstämning."""

from finsam.radform import Radform
from rapporter.models import Avstamningskommentar
from uppfoljning.fritext import Fritext


class Kommentarsform(Radform):
    """Left empty, the comment is taken away."""

    text = Fritext(
        label="Kommentar",
        help_text=(
            "Skriv varför uppgifterna skiljer sig. Kommentaren trycks sist i rapporten så länge "
            "de gör det. Töm rutan för att ta bort den."
        ),
        required=False,
        rows=4,
        max_length=2000,
    )

    class Meta:
        model = Avstamningskommentar
        fields = ("text",)
