import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken

from tests import factories as f
from tests.tva_steg import turn_on_totp

pytestmark = pytest.mark.django_db


def test_the_second_steps_secret_cannot_be_read_in_the_database(settings):
    secret = turn_on_totp(f.UserFactory())
    stored = Authenticator.objects.get().data["secret"]

    assert secret not in stored
    # A new key reads it as long as the old one is told of.
    gammal, settings.SECRET_KEY = settings.SECRET_KEY, "en-ny-nyckel"
    settings.SECRET_KEY_FALLBACKS = [gammal]
    assert get_adapter().decrypt(stored) == secret
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        get_adapter().decrypt(stored)
