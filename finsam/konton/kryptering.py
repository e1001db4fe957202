"""The secrets of the second step, unreadable in the database and its backups."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt(text: str) -> str:
    return _fernet().encrypt(text.encode()).decode()


def decrypt(krypterat: str) -> str:
    """Raises InvalidToken for what was encrypted with a key that is no longer known."""
    return _fernet().decrypt(krypterat.encode()).decode()


def _fernet() -> MultiFernet:
    """The key of today, and those that SECRET_KEY_FALLBACKS still lets read."""
    nycklar = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"tva-steg:{nyckel}".encode()).digest()))
        for nyckel in nycklar
    )
