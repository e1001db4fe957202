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
VARV = 5


def _seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


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
    varv = [
        (_seconds(weasyprint_alone), _seconds(with_new_diagrams), _seconds(from_querysets))
        for _ in range(VARV)
    ]
    alone, new, kept = (min(tider) for tider in zip(*varv, strict=True))
    with capsys.disabled():
        print(f"\nWeasyPrint ensam: {alone:.2f} s, bästa av {VARV}")  # noqa: T201
        print(f"PM från databasen, nya diagram: {new / alone:.2f} gånger")  # noqa: T201
        print(f"PM från databasen, sparade diagram: {kept / alone:.2f} gånger")  # noqa: T201
