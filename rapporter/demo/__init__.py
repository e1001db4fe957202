"""What makes the demo's förbund live up to today: decisions, money, counts and reports.

The fixtures end on 30 June 2024. All that is added here is dated later, so that the PM of the
first half of 2024 stays as printed. Running it again adds only what time has brought.
"""

from datetime import datetime

from django.db import transaction

from finsam.konton.models import Roll, User
from insatser.models import Forbund
from rapporter.demo.beslut import add_beslut
from rapporter.demo.bokforing import add_bokforing
from rapporter.demo.forbundsekonomi import add_forbundsbudget, add_medlemsavgifter
from rapporter.demo.kvartalsrapporter import add_kvartalsrapporter
from rapporter.demo.rekvisitioner import add_rekvisitioner
from rapporter.demo.statistik import add_statistik


@transaction.atomic
def make_alive(forbund: Forbund, users: dict[Roll, User], nu: datetime) -> None:
    """Add what a förbund would have done since the fixtures end, up to `nu`."""
    add_beslut(forbund, nu)
    add_rekvisitioner(forbund, users, nu)
    add_medlemsavgifter(forbund, nu)
    add_bokforing(forbund, users[Roll.EKONOM], nu)
    add_forbundsbudget(forbund, nu)
    add_statistik(forbund, nu)
    add_kvartalsrapporter(forbund, users, nu)
