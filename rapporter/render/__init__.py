"""A finished Dokument as JSON, as a page and as a PDF."""

from rapporter.dokument import Dokument
from rapporter.render.html import page_context, render_html_for_pdf, render_standalone_html
from rapporter.render.jsonformat import document_to_json as to_json

__all__ = [
    "PdfSaknas",
    "page_context",
    "render_html_for_pdf",
    "render_pdf",
    "render_standalone_html",
    "to_json",
]


class PdfSaknas(RuntimeError):
    """This computer can't make a PDF; the message says in Swedish what to install."""


def render_pdf(dokument: Dokument) -> bytes:
    """The printed report. Raises PdfSaknas where the system's text library is missing."""
    try:
        from rapporter.render import pdf
    except OSError as fault:
        raise PdfSaknas(
            "Det går inte att skapa PDF: textbiblioteket Pango saknas på datorn. Installera"
            " paketen libpango-1.0-0, libpangoft2-1.0-0 och libharfbuzz-subset0."
        ) from fault
    return pdf.write_pdf(render_html_for_pdf(dokument))
