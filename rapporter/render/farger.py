"""The colours of the style sheet, for what is drawn outside of it."""

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders


@cache
def tokens() -> dict[str, str]:
    """Token names and their values for light ground: {"brand": "#12506b", …}."""
    css = Path(finders.find("css/variables.css")).read_text(encoding="utf-8")
    light = css[: css.index("}")]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", light))
