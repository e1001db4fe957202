"""Which quarter a page is about, by its address."""

import re

from django.http import Http404, HttpRequest

from finsam.period import OgiltigPeriod, Period

_KVARTAL = re.compile(r"(\d{4})-([1-4])", re.ASCII)


def read_kvartal(request: HttpRequest) -> Period | None:
    """The quarter of `?kvartal=2024-3`, None where the address names none.

    Raises Http404 for anything else.
    """
    text = request.GET.get("kvartal", "")
    if not text:
        return None
    match = _KVARTAL.fullmatch(text)
    if match is None:
        raise Http404
    try:
        return Period.quarter(int(match[1]), int(match[2]))
    except OgiltigPeriod as fault:
        raise Http404(str(fault)) from fault
