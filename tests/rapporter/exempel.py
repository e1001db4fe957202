"""A document with everything that a report may hold, as large as a real PM."""

from datetime import date
from decimal import Decimal

from finsam.period import Period
from rapporter.dokument import (
    Avsnitt,
    Diagram,
    Dokument,
    Fritext,
    Kapitel,
    Mening,
    Ruta,
    Serie,
    Stycke,
)
from rapporter.tabell import Farg, Kolumn, Rad, Slag, Status, Tabell

GRUPPER = {"individ": "Individinsatser", "struktur": "Strukturinsatser", "forstudie": "Förstudier"}
INSATSER = (
    ("ENK-JC", "individ", "Enköping, Jobbcentrum – Din väg framåt"),
    ("HEB-PI", "individ", "Heby, Plattform för individstöd"),
    ("HAB-FS", "individ", "Håbo, Framsteget 2.0"),
    ("KNI-EV", "individ", "Knivsta, En väg in – steget vidare"),
    ("TIE-UF", "individ", "Tierp, Ung framtid"),
    (
        "UPP-KH",
        "individ",
        "Uppsala, Kvinna Hälsa Arbete – arbetsmarknadsrehabilitering för utrikes födda kvinnor",
    ),
    ("UPP-UM", "individ", "Uppsala, Unga med psykisk ohälsa & NEET <25"),
    ("OST-AR", "individ", "Östhammar, Arbetslivsresurs"),
    ("UPP-LS", "struktur", "Uppsala, Lokussamordnare"),
    ("REG-RX", "struktur", "Region Uppsala, RegExPro"),
    ("REG-SA", "struktur", "Region Uppsala, Samverkansteam"),
)
JA, DELVIS, NEJ = Status("ja", Farg.GRON), Status("i stort sett", Farg.GUL), Status("nej", Farg.ROD)
EJ_AKTUELLT = Status("ej aktuellt")

FORTLOPANDE = (
    "Insatserna har under perioden arbetat med att nå fler deltagare i åldersgruppen 16–29 år."
    " Samverkansparterna har tillsammans tagit fram en gemensam rutin för överlämningar mellan"
    " kommunernas arbetsmarknadsenheter, Arbetsförmedlingen, Försäkringskassan och regionens"
    " vårdcentraler. Rutinen prövas i två kommuner och utvärderas vid årsskiftet."
)


def mening(text: str, **pastaenden) -> Mening:
    return Mening(text, pastaenden)


def kon_kolumner(nyckel: str, grupp: str) -> tuple[Kolumn, ...]:
    return (
        Kolumn(f"{nyckel}_k", "K", Slag.ANTAL, grupp),
        Kolumn(f"{nyckel}_m", "M", Slag.ANTAL, grupp),
        Kolumn(f"{nyckel}_sa", "S:a", Slag.ANTAL, grupp, is_betonad=True),
    )


def liten_tabell() -> Tabell:
    """Small enough for its JSON to be read: groups, a hidden column, a sum and a share."""
    return Tabell(
        nyckel="budget",
        titel="Utfall och budget",
        radrubrik="Insats",
        kolumner=(
            Kolumn("utfall", "Utfall", Slag.KRONOR),
            Kolumn("kvot", "Kvot", Slag.PROCENT),
            Kolumn("start", "Start", Slag.DATUM),
            Kolumn("lage", "Läge", Slag.STATUS),
            Kolumn("overfort", "Överfört", Slag.KRONOR, is_visad=False),
        ),
        rader=(
            Rad(
                "ENK-JC",
                "Enköping, Jobbcentrum",
                {
                    "utfall": Decimal("955076.00"),
                    "kvot": 72,
                    "start": date(2022, 1, 1),
                    "lage": DELVIS,
                    "overfort": Decimal("120000"),
                },
                grupp="individ",
                fotnoter=(1,),
            ),
            Rad(
                "UPP-LS",
                "Uppsala, Lokussamordnare",
                {"utfall": Decimal("-12.5"), "kvot": None, "start": None, "lage": None},
                grupp="struktur",
            ),
        ),
        grupper=GRUPPER,
        summa=Rad("summa", "Totalt", {"utfall": Decimal("955063.50")}),
        andel=Rad("andel", "Andel", {"utfall": 100}),
        fotnoter=("Insatsen är förlängd till den 31 december 2024.",),
        noter=("Budgeten är den justerade.",),
    )


def litet_dokument() -> Dokument:
    return Dokument(
        rapport="pm",
        period=Period.parse("2024H1"),
        forbund="Samordningsförbundet Exempel",
        organisationsnummer="222000-0000",
        titel="Uppföljning av insatser",
        per=date(2024, 8, 15),
        kapitel=(
            Kapitel(
                "budget",
                "Budget",
                (
                    Avsnitt(
                        (
                            Stycke(
                                (
                                    mening("Två insatser pågick.", antal_insatser=2),
                                    mening("", outnyttjade_medel=Decimal("370924")),
                                )
                            ),
                            liten_tabell(),
                        )
                    ),
                ),
            ),
        ),
    )


def _rader(varden, *, grupper=True, fotnoter=()) -> tuple[Rad, ...]:
    return tuple(
        Rad(
            kod,
            namn,
            varden(nummer, slag),
            grupp=slag if grupper else "",
            fotnoter=tuple(n for rad, n in fotnoter if rad == kod),
        )
        for nummer, (kod, slag, namn) in enumerate(INSATSER)
    )


def insatser() -> Tabell:
    return Tabell(
        nyckel="insatser",
        titel="Insatser som har pågått under perioden",
        radrubrik="Insats",
        kolumner=(Kolumn("start", "Start", Slag.DATUM), Kolumn("slut", "Slut", Slag.DATUM)),
        rader=_rader(
            lambda n, _: {
                "start": date(2022, 1 + n, 1),
                "slut": None if n == 9 else date(2024 + n % 2, 12, 31),
            },
            fotnoter=(("ENK-JC", 1), ("UPP-KH", 1), ("UPP-KH", 2)),
        ),
        grupper=GRUPPER,
        fotnoter=(
            "Insatsen fick förlängning under perioden.",
            "Kallas i fortsättningen Kvinna Hälsa Arbete.",
        ),
    )


def nulage() -> Tabell:
    svar = (JA, DELVIS, NEJ, EJ_AKTUELLT)
    return Tabell(
        nyckel="nulage_mal",
        titel="Nuläge för målen",
        radrubrik="Insats",
        kolumner=(
            Kolumn("i_fas", "I fas med målen", Slag.STATUS),
            Kolumn("prognos", "Styrgruppens prognos", Slag.STATUS),
            Kolumn("farg", "Färg", Slag.TEXT, is_visad=False),
        ),
        rader=_rader(
            lambda n, _: {
                "i_fas": svar[n % 4],
                "prognos": None if n == 10 else svar[n % 3],
                "farg": svar[n % 4].farg.value,
            }
        ),
        grupper=GRUPPER,
    )


def budget() -> Tabell:
    return Tabell(
        nyckel="budget",
        titel="Utfall av beviljad budget, kronor",
        radrubrik="Insats",
        kolumner=(
            Kolumn("utfall", "Utfall", Slag.KRONOR),
            Kolumn("budget", "Budget", Slag.KRONOR),
            Kolumn("kvot", "Kvot", Slag.PROCENT),
            Kolumn("not", "Kommentar", Slag.TEXT),
        ),
        rader=_rader(
            lambda n, _: {
                "utfall": Decimal(955076 + 41733 * n),
                "budget": Decimal(1326000 + 38000 * n) if n != 8 else None,
                "kvot": 72 + n if n != 8 else None,
                "not": "Vakant tjänst som handläggare under februari och mars." if n == 3 else "",
            }
        ),
        grupper=GRUPPER,
        summa=Rad(
            "summa",
            "Totalt",
            {"utfall": Decimal("12801151"), "budget": Decimal("16372000"), "kvot": 78},
        ),
        noter=(
            "Budgeten är den justerade, som den såg ut vid periodens slut. Rundade delar summerar"
            " inte alltid till den rundade summan.",
        ),
    )


def kvalitet() -> Tabell:
    """Eight columns of answers."""
    fragor = (
        "Styrgruppsmöten",
        "Ordinarie representation",
        "Uppföljning",
        "Kontroll metod",
        "Kontroll målgrupp",
        "Jämställdhet",
        "Implementering",
        "Avvikelse målgrupp, metod",
    )
    svar = (JA, JA, DELVIS, NEJ, EJ_AKTUELLT)
    return Tabell(
        nyckel="kvalitetssakring",
        titel="Kvalitetssäkring",
        radrubrik="Insats",
        kolumner=tuple(
            Kolumn(f"f{nummer}", fraga, Slag.STATUS) for nummer, fraga in enumerate(fragor)
        ),
        rader=_rader(
            lambda n, _: {
                f"f{fraga}": svar[n * fraga % 5] if n + fraga else None for fraga in range(8)
            }
        ),
        grupper=GRUPPER,
        is_liggande=True,
    )


def beslutsutrymme() -> Tabell:
    """Sixteen columns of kronor: on a landscape page."""
    return Tabell(
        nyckel="beslutsutrymme",
        titel="Budget, prognos och utfall, kronor",
        radrubrik="Insats",
        kolumner=tuple(
            Kolumn(f"{version}_{ar}", str(ar), Slag.KRONOR, version.capitalize())
            for version in ("beviljat", "prognos", "budget", "utfall")
            for ar in range(2022, 2026)
        ),
        rader=_rader(
            lambda n, _: {
                f"{version}_{ar}": None if n == 4 else Decimal(955076 + 41733 * n * (ar - 2020))
                for version in ("beviljat", "prognos", "budget", "utfall")
                for ar in range(2022, 2026)
            }
        ),
        grupper=GRUPPER,
        is_liggande=True,
    )


def deltagare() -> Tabell:
    grupper = (
        ("inregistrerade", "Inregistrerade"),
        ("avslutade", "Avslutade"),
        ("pagaende", "Pågående 30 juni"),
        ("arbete_studier_arbetssokande", "Till arbete, studier, arbetssökande"),
    )
    individ = [insats for insats in INSATSER if insats[1] == "individ"]
    nycklar = [nyckel for nyckel, _ in grupper]

    def varden(n: int) -> dict:
        return {
            f"{nyckel}{suffix}": None if n == 7 else value
            for g, nyckel in enumerate(nycklar)
            for suffix, value in (
                ("_k", 27 * g + n),
                ("_m", 18 * g + 2 * n),
                ("_sa", 45 * g + 3 * n),
            )
        }

    return Tabell(
        nyckel="deltagare",
        titel="Deltagare januari–juni 2024",
        radrubrik="Individinsats",
        kolumner=tuple(kolumn for grupp in grupper for kolumn in kon_kolumner(*grupp)),
        rader=tuple(Rad(kod, namn, varden(n)) for n, (kod, _, namn) in enumerate(individ)),
        summa=Rad("summa", "Totalt", varden(100)),
        andel=Rad(
            "andel",
            "Kvinnor och män",
            {
                f"{nyckel}{suffix}": value
                for nyckel in nycklar
                for suffix, value in (("_k", 66), ("_m", 34))
            },
        ),
        noter=("Anonyma deltagare räknas för sig.",),
    )


def lang_tabell() -> Tabell:
    """Longer than a page, in groups of which one is broken by the page."""
    kategorier = [
        (f"{slag}-{n}", slag, f"Uppföljd aktivitet nummer {n} inom området")
        for slag in GRUPPER
        for n in range(1, 26)
    ]
    return Tabell(
        nyckel="aktiviteter",
        titel="Aktiviteter",
        radrubrik="Aktivitet",
        kolumner=(*kon_kolumner("deltog", "Deltog"), Kolumn("andel", "Andel", Slag.PROCENT)),
        rader=tuple(
            Rad(
                nyckel,
                rubrik,
                {"deltog_k": n, "deltog_m": n + 1, "deltog_sa": 2 * n + 1, "andel": n},
                grupp=slag,
            )
            for n, (nyckel, slag, rubrik) in enumerate(kategorier)
        ),
        radnyckel="kategori",
        grupper=GRUPPER,
        summa=Rad("summa", "Totalt", {"deltog_k": 2775, "deltog_m": 2850, "deltog_sa": 5625}),
    )


def stort_dokument() -> Dokument:
    alder = Diagram(
        "alder",
        "Deltagarnas ålder",
        "Liggande staplar: 16–29 år 38 procent, 30–49 år 43 procent, 50–64 år 19 procent.",
        ("16–29 år", "30–49 år", "50–64 år"),
        (Serie("2024", (38, 43, 19)), Serie("2023", (31, 45, 24))),
        "%",
    )
    utbildning = Diagram(
        "utbildning",
        "Deltagarnas utbildning",
        "Liggande staplar: grundskola 41 procent, gymnasium 39 procent, eftergymnasial 12 procent.",
        ("Grundskola", "Gymnasium", "Eftergymnasial utbildning", "Saknar eller okänd utbildning"),
        (Serie("2024", (41, 39, 12, 8)), Serie("2023", (44, 40, None, 4))),
        "%",
    )
    inskrivna = Diagram(
        "inskrivna",
        "Inregistrerade per insats",
        "Liggande staplar med antalet inregistrerade personer i åtta insatser.",
        tuple(namn for _, slag, namn in INSATSER if slag == "individ"),
        (Serie("2024", (45, 11, 20, 31, 18, 95, 1082, 0)),),
        "personer",
    )
    brodtext = Stycke(
        (
            mening(
                "Under första halvåret 2024 skrevs 262 personer in i de åtta individinsatserna,"
                " jämfört med 163 under samma period 2023.",
                inregistrerade=262,
                inregistrerade_foregaende_ar=163,
            ),
            mening("127 personer avslutades och 412 pågick den 30 juni.", avslutade=127),
        )
    )
    ruta = Ruta(
        "Tierp, Ung framtid",
        (
            ("Period", "2022-01-01–2024-06-30"),
            ("Insatsägare och parter", "Tierps kommun; Arbetsförmedlingen; Försäkringskassan"),
            ("Syfte", FORTLOPANDE),
            ("Mål 1", "60 deltagare per år.\nUtfall: 54."),
            ("Bedömning", FORTLOPANDE),
        ),
    )
    return Dokument(
        rapport="pm",
        period=Period.parse("2024H1"),
        forbund="Samordningsförbundet Exempel län",
        organisationsnummer="222000-0000",
        titel="Uppföljning av insatser",
        per=date(2024, 8, 15),
        kapitel=(
            Kapitel(
                "sammanfattning",
                "Sammanfattning",
                (Avsnitt((brodtext, Fritext((FORTLOPANDE, 'Vi skriver <b> & "citat".')))),),
            ),
            Kapitel(
                "insatser",
                "Insatser",
                (Avsnitt((Fritext((FORTLOPANDE, FORTLOPANDE, FORTLOPANDE)), insatser())),),
            ),
            Kapitel(
                "resultat",
                "Resultat av mål",
                (
                    Avsnitt((brodtext, nulage()), "Nuläge för målen"),
                    Avsnitt(
                        tuple(
                            Stycke((mening(FORTLOPANDE),), namn, farg)
                            for (_, _, namn), farg in zip(
                                INSATSER, (Farg.GUL, Farg.ROD, Farg.GRON), strict=False
                            )
                        ),
                        "Insatser som avviker",
                    ),
                ),
            ),
            Kapitel(
                "avslutade",
                "Avslutade insatser",
                (Avsnitt((ruta,)), Avsnitt((ruta,), "Förstudier")),
            ),
            Kapitel(
                "budget",
                "Utfall av beviljad budget",
                (
                    Avsnitt((brodtext, budget())),
                    Avsnitt(
                        (
                            Tabell(
                                nyckel="forutsattningar",
                                titel="Förutsättningar",
                                radrubrik="Insats",
                                kolumner=(Kolumn("vakans", "Vakanser", Slag.TEXT),),
                                rader=(),
                                tom_text="Ingen insats har haft vakanser under perioden.",
                            ),
                        ),
                        "Förutsättningar",
                    ),
                ),
            ),
            Kapitel("kvalitet", "Kvalitetssäkring", (Avsnitt((kvalitet(), brodtext)),)),
            Kapitel(
                "ekonomi",
                "Ekonomisk information",
                (Avsnitt((brodtext, beslutsutrymme()), "Beslutsutrymme"),),
            ),
            Kapitel(
                "statistik",
                "Statistik",
                (
                    Avsnitt((brodtext, deltagare()), "Deltagare"),
                    Avsnitt((brodtext, alder, utbildning), "Målgrupp"),
                    Avsnitt((brodtext, inskrivna), "Inskrivna per insats"),
                    Avsnitt((lang_tabell(),), "Aktiviteter"),
                ),
            ),
            Kapitel(
                "reflektioner",
                "Sammanfattning och reflektioner",
                (Avsnitt((Fritext((FORTLOPANDE,) * 8),)),),
            ),
        ),
    )
