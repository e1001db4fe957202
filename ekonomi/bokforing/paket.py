"""What a page has read of a file and carries until its user has seen it and stores it.

The file is not kept meanwhile. What was read of it goes with the page, signed, for one user and
förbund alone, and comes back: what is stored is what was shown.
"""

from datetime import timedelta

from django.core import signing

from finsam.historik import Andringsfel
from finsam.inlasning.fel import OtillatenFil
from finsam.konton.models import User
from insatser.models import Forbund

GILTIG = timedelta(hours=2)
# Below what a form may hold (DATA_UPLOAD_MAX_MEMORY_SIZE).
_MAX_TECKEN = 2_000_000


def seal(innehall: object, vad: str, forbund: Forbund, user: User) -> str:
    """The content, of what JSON holds, as a text. `vad` keeps one kind of file from being taken
    for another. Raises OtillatenFil for too much."""
    text = signing.dumps(innehall, salt=_salt(vad, forbund, user), compress=True)
    if len(text) > _MAX_TECKEN:
        raise OtillatenFil(
            "Filen har fler rader än sidan klarar. Be den som sköter servern att läsa in den med "
            f"kommandot las_in_{vad}."
        )
    return text


def unseal(text: str, vad: str, forbund: Forbund, user: User) -> object:
    """The content again. Raises Andringsfel when it cannot be trusted."""
    try:
        return signing.loads(text, salt=_salt(vad, forbund, user), max_age=GILTIG)
    except signing.BadSignature as fel:
        raise Andringsfel(
            "Det har gått för lång tid sedan du laddade upp filen. Ladda upp den igen."
        ) from fel


def _salt(vad: str, forbund: Forbund, user: User) -> str:
    return f"{vad}:{forbund.pk}:{user.pk}"
