import pytest
from django.core.exceptions import ValidationError

from ekonomi.models import Forbundsbudgetrad
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_the_insats_of_a_rad_belongs_to_the_forbund():
    forbund = f.ForbundFactory()
    rad = Forbundsbudgetrad(
        forbund=forbund,
        ar=2024,
        version=Forbundsbudgetrad.Version.BUDGET,
        rad=Forbundsbudgetrad.Rad.INSATS,
        insats=f.InsatsFactory(forbund=forbund),
        belopp=1,
    )
    rad.full_clean()

    rad.insats = f.InsatsFactory()
    with pytest.raises(ValidationError) as refused:
        rad.full_clean()

    assert refused.value.message_dict == {"insats": ["Välj en insats som hör till förbundet."]}
