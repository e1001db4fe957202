"""Links that let their bearer in are never logged whole. Read by gunicorn too: no settings here."""

import logging
import re

# %2F where an address is the parameter of another, as when one must log in first.
_HEMLIG = re.compile(
    r"((?:/|%2F)(?:inbjudan|konto(?:/|%2F)losenord(?:/|%2F)glomt)(?:/|%2F))[\w-]{16,}"
)


def mask_secrets(text: str) -> str:
    """The text with the tokens of invitations and forgotten passwords as three dots."""
    return _HEMLIG.sub(r"\1...", text)


class MaskSecrets(logging.Filter):
    def filter(self, record):
        record.msg = mask_secrets(record.getMessage())
        record.args = ()
        return True
