"""HTML to PDF by WeasyPrint: archivable (PDF/A-3a) and accessible (PDF/UA-1).

The only module that imports WeasyPrint, which fails where Pango is not installed.
"""

import re
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from rapporter.render.farger import tokens
from rapporter.render.taggar import finish

# Pango's font map, shared by all renders of the process, is not safe to use from two threads.
_lock = Lock()


class StaticFetcher(URLFetcher):
    """Reads data: addresses and our own static files; the network and all else is refused."""

    def __init__(self):
        super().__init__(allowed_protocols=("data", "file"), allow_redirects=False)
        self.folders = [Path(folder).resolve() for folder in settings.STATICFILES_DIRS]

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme == "file":
            path = Path(unquote(parts.path)).resolve()
            if parts.netloc or not any(path.is_relative_to(folder) for folder in self.folders):
                raise ValueError(f"outside of the static files: {url}")
        return super().fetch(url, headers)


@cache
def options() -> dict[str, Any]:
    """Everything that `write_pdf` is given besides the finisher; parsed once per process."""
    fonts = FontConfiguration()
    fetcher = StaticFetcher()
    return {
        "font_config": fonts,
        "stylesheets": [CSS(string=_style_sheet(), font_config=fonts, url_fetcher=fetcher)],
        "pdf_variant": "pdf/a-3a",
    }


def _style_sheet() -> str:
    """pdf.css with its tokens filled in, which saves WeasyPrint from resolving them per element."""
    css = Path(finders.find("css/pdf.css")).read_text(encoding="utf-8")
    return re.sub(r"var\(--([\w-]+)\)", lambda match: tokens()[match[1]], css)


def write_pdf(html: str) -> bytes:
    with _lock:
        parsed = HTML(string=html, url_fetcher=StaticFetcher())
        return parsed.write_pdf(finisher=finish, **options())
