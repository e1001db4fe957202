"""A Dokument as HTML: the context of its page on screen, and the whole text of the printed one."""

from typing import Any

from django.template.loader import render_to_string

from finsam.svenska import format_datum
from rapporter.dokument import Dokument
from rapporter.render.visning import prepare


def page_context(dokument: Dokument) -> dict[str, Any]:
    """What rapporter/rapport.html prints; the view may add `pdf_url`."""
    return {
        "dokument": dokument,
        "kapitel": prepare(dokument),
        "per": format_datum(dokument.per),
    }


def render_html_for_pdf(dokument: Dokument) -> str:
    return render_to_string("rapporter/pdf.html", page_context(dokument))
