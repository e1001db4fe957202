"""A Dokument as HTML: the context of its page on screen, and the whole text of the printed one."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from finsam.svenska import format_datum
from rapporter.dokument import Dokument
from rapporter.render.visning import prepare


def page_context(dokument: Dokument, *, is_skarm: bool = True) -> dict[str, Any]:
    """What rapporter/rapport.html prints; the view may add `pdf_url`."""
    return {
        "dokument": dokument,
        "kapitel": prepare(dokument, is_skarm=is_skarm),
        "per": format_datum(dokument.per),
    }


def render_html_for_pdf(dokument: Dokument) -> str:
    return render_to_string("rapporter/pdf.html", page_context(dokument, is_skarm=False))


def render_standalone_html(dokument: Dokument) -> str:
    """The page in one file that needs nothing else: styles within, diagrams as data."""
    sheets = (finders.find(f"css/{name}.css") for name in ("variables", "base", "rapport"))
    css = "\n".join(Path(sheet).read_text(encoding="utf-8") for sheet in sheets)
    # Our own style sheets, not anything that users have written.
    styles = mark_safe(css)  # noqa: S308
    return render_to_string("rapporter/fristaende.html", page_context(dokument) | {"css": styles})
