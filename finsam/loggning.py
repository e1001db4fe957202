"""Links that let their bearer in are never logged whole. Read by gunicorn too: no settings here."""

import logging
import re

_HEMLIG = re.compile(r'(/inbjudan/|/konto/losenord/glomt/[0-9A-Za-z]+-)[^/\s"]+')


def mask_secrets(text: str) -> str:
    """The text with the tokens of invitations and forgotten passwords as three dots."""
    return _HEMLIG.sub(r"\1...", text)


class MaskSecrets(logging.Filter):
    def filter(self, record):
        record.msg = mask_secrets(record.getMessage())
        record.args = ()
        return True
