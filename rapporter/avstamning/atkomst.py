"""What the views of a report begin with: its type, förbund and period, for who may read it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from finsam.konton.rattigheter import Rattighet
from finsam.period import OgiltigPeriod, Rapportperiod
from insatser.atkomst import get_forbund, may
from insatser.models import Forbund
from rapporter.rapporttyper import RAPPORTTYPER


def get_rapportval(
    user, typ: str, organisationsnummer: str, period: str, rattighet: Rattighet
) -> tuple[Forbund, Rapportperiod]:
    """The förbund and the period. Http404 for what is no report; PermissionDenied without the
    right, or for a period that is not over without the right to those."""
    rapporttyp = RAPPORTTYPER.get(typ)
    if rapporttyp is None:
        raise Http404
    forbund = get_forbund(user, organisationsnummer, rattighet)
    try:
        wanted = rapporttyp.parse(period)
    except OgiltigPeriod as fault:
        raise Http404(str(fault)) from fault
    is_over = rapporttyp.is_over(wanted, timezone.localdate())
    if not is_over and not may(user, forbund, Rattighet.LASA_PAGAENDE_RAPPORTER):
        raise PermissionDenied
    return forbund, wanted
