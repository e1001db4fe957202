from collections.abc import Mapping

from rapporter.models import Rapporttext
from rapporter.texter.kapitel import KAPITEL
from uppfoljning.fritext import Fritext, Minnesform

# Some eight pages: more than any chapter needs.
LANGST = 20_000


class Textform(Minnesform):
    """The texts of a report's chapters, each with the text that the user was shown."""

    def __init__(
        self, rapport: Rapporttext.Rapport, innehall: Mapping[str, str] | None = None, data=None
    ):
        self.rapport = rapport
        falt = {
            kapitel.value: Fritext(required=False, max_length=LANGST)
            for kapitel in KAPITEL[rapport]
        }
        super().__init__(falt, innehall, data)
