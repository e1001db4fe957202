"""Which year a page is about, by its address."""

from django.http import Http404, HttpRequest

from finsam.period import FORSTA_AR, SISTA_AR


def read_ar(request: HttpRequest, annars: int) -> int:
    """The year of `?ar=2024`, `annars` where the address names none. Raises Http404."""
    text = request.GET.get("ar", "")
    if not text:
        return annars
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise Http404
    if not FORSTA_AR <= int(text) <= SISTA_AR:
        raise Http404
    return int(text)
