"""A second step for the users of tests."""

import hashlib
import hmac
import struct
import time
from base64 import b32decode

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret


def turn_on_totp(user) -> str:
    """The secret that the user's app would hold."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def totp_code(secret: str) -> str:
    """What the app shows now (RFC 6238: SHA-1, 30 seconds, six digits)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 0xF
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"
