"""How much reading, checking and counting insatsdata costs beside only iterating the file."""

import random
import time
from datetime import date, timedelta

import openpyxl
import pytest

from insatser.models import Forbund, Insats
from uppfoljning.insatsdata.fil import read_insatsdata
from uppfoljning.insatsdata.kolumner import RUBRIKER
from uppfoljning.kategorier import (
    Anstallning,
    Avslutsorsak,
    Forsorjning,
    Remittent,
    TidIForsorjning,
    Utbildning,
)

ANTAL_RADER = 50_000
ANTAL_INSATSER = 10
START, SLUT = date(2022, 1, 1), date(2025, 12, 31)


def build_rad(rng: random.Random, nr: int) -> list:
    inskriven = START + timedelta(days=rng.randrange(1000))
    avslutad = inskriven + timedelta(days=rng.randrange(400)) if rng.random() < 0.7 else None
    orsak = rng.choice(Avslutsorsak.labels) if avslutad else None
    is_arbete = orsak == Avslutsorsak.ARBETE.label
    return [
        f"I-{nr % ANTAL_INSATSER}",
        f"{nr:05}",
        "Nej",
        inskriven,
        rng.choice("KM"),
        rng.randrange(1960, 2005),
        rng.choice(Remittent.labels),
        rng.choice(["Nej", None]),
        rng.choice(Utbildning.labels),
        rng.choice(Forsorjning.labels),
        rng.choice(TidIForsorjning.labels),
        avslutad,
        orsak,
        rng.choice(Anstallning.labels) if is_arbete else None,
        rng.choice([25, 50, 75, 100]) if is_arbete else None,
        rng.choice(Forsorjning.labels) if avslutad else None,
        rng.choice(["Ja", "Nej"]) if avslutad else None,
    ]


def write_fil(path) -> None:
    rng = random.Random(1)
    arbetsbok = openpyxl.Workbook(write_only=True)
    blad = arbetsbok.create_sheet("Insatsdata")
    blad.append(RUBRIKER)
    for nr in range(ANTAL_RADER):
        blad.append(build_rad(rng, nr))
    arbetsbok.save(path)


def iterate(path) -> None:
    arbetsbok = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for _ in arbetsbok["Insatsdata"].iter_rows(values_only=True):
        pass
    arbetsbok.close()


def seconds(func, *args, **kwargs) -> float:
    start = time.perf_counter()
    func(*args, **kwargs)
    return time.perf_counter() - start


@pytest.mark.django_db
def test_reading_beside_bare_iteration(tmp_path):
    forbund = Forbund.objects.create(organisationsnummer="222000-0001", namn="Prov")
    Insats.objects.bulk_create(
        Insats(forbund=forbund, kod=f"I-{n}", namn="Prov", typ="individ", start=START, slut=SLUT)
        for n in range(ANTAL_INSATSER)
    )
    path = tmp_path / "insatsdata.xlsx"
    write_fil(path)
    iteration, lasning = [], []
    for _ in range(3):
        iteration.append(seconds(iterate, path))
        lasning.append(seconds(read_insatsdata, path, forbund=forbund, today=SLUT))
    print(  # noqa: T201
        f"\nInsatsdata, {ANTAL_RADER} rader: läsa och räkna {min(lasning):.2f} s, bara iterera "
        f"{min(iteration):.2f} s, kvot {min(lasning) / min(iteration):.2f}"
    )
