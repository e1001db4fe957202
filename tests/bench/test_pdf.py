"""What a PM's PDF costs from querysets, beside WeasyPrint alone on the same finished HTML."""

import time
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from weasyprint import HTML

from finsam.period import Period
from insatser.models import Forbund
from rapporter.pm import build_pm
from rapporter.render import render_html_for_pdf, render_pdf
from rapporter.render.diagram import draw
from rapporter.render.pdf import StaticFetcher, options

FIXTURES = Path(__file__).parents[2] / "fixtures"
VARV = 6


def _seconds(work) -> float:
    """Processor time, which the computer's other work disturbs less than the clock."""
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.mark.django_db
def test_pdf_from_querysets_against_weasyprint_alone(capsys):
    call_command("las_in_underlag", str(FIXTURES / "underlag_2024H1.xlsx"))
    call_command("las_in_insatsdata", str(FIXTURES / "insatsdata_2024H1.xlsx"))
    forbund, period = Forbund.objects.the_one(), Period.parse("2024H1")

    def from_querysets():
        return render_pdf(build_pm(forbund, period, date(2024, 9, 2)))

    def with_new_diagrams():
        draw.cache_clear()
        return from_querysets()

    html = render_html_for_pdf(build_pm(forbund, period, date(2024, 9, 2)))

    def weasyprint_alone():
        return HTML(string=html, url_fetcher=StaticFetcher()).write_pdf(**options())

    assert from_querysets().startswith(b"%PDF-")
    weasyprint_alone()
    works = (weasyprint_alone, with_new_diagrams, from_querysets)
    tider = {work: [] for work in works}
    for varv in range(VARV):
        # In turns, each first as often, so that none gains by the others' warm caches.
        first = varv % len(works)
        for work in works[first:] + works[:first]:
            tider[work].append(_seconds(work))
    alone, new, kept = (min(tider[work]) for work in works)
    with capsys.disabled():
        print(f"\nWeasyPrint ensam: {alone:.2f} s processortid, bästa av {VARV}")  # noqa: T201
        print(f"PM från databasen, nya diagram: {new / alone:.2f} gånger")  # noqa: T201
        print(f"PM från databasen, sparade diagram: {kept / alone:.2f} gånger")  # noqa: T201
