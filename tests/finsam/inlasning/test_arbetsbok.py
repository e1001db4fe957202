import tracemalloc
from datetime import date, datetime, time
from io import BytesIO
from time import process_time
from zipfile import ZIP_STORED, ZipFile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula

from finsam.inlasning.arbetsbok import Cellfel, OtillatenFil, open_arbetsbok
from tests.arbetsbok import make_arbetsbok, make_blad_av_xml, repack, save

MB = 1024 * 1024
MORGON = datetime.combine(date(2024, 6, 30), time(8, 15))


def read(fil, blad="Blad"):
    with open_arbetsbok(fil) as arbetsbok:
        return list(arbetsbok.rader(blad))


def test_values_come_as_they_are_meant():
    fil = make_arbetsbok(
        Blad=[
            ["rubrik", None, "sista"],
            [],
            ["  A\u030angra\xa0", 5, 2.5, True, MORGON, date(2024, 1, 1)],
            ["a_x000D_\nb_x0007_\u202e\u200b", ""],
        ]
    )

    assert read(fil) == [
        (1, ("rubrik", None, "sista")),
        (3, ("Ångra", 5, 2.5, True, date(2024, 6, 30), date(2024, 1, 1))),
        (4, ("a\nb", None, None, None, None, None)),
    ]


def test_what_must_not_be_taken_in_is_gone():
    arbetsbok = openpyxl.Workbook()
    blad = arbetsbok.active
    blad.title = "Blad"
    blad.append(["=1+1", "640823-3234", 6408233234, "#N/A", time(8, 15)])
    blad["F1"] = ArrayFormula("F1", "=SUM(A1:A1)")
    blad["G1"] = "x" * 32_767 + "yy"
    blad["H1"] = 99_999_999_999
    blad["H1"].number_format = "yyyy-mm-dd"
    blad["I1"] = 1.5
    blad["I1"].number_format = "[h]:mm"
    blad["J1"] = "=inte en formel"
    blad["J1"].data_type = "s"

    [(_, celler)] = read(save(arbetsbok))

    assert celler == (
        Cellfel.FORMEL,
        Cellfel.IDENTITET,
        Cellfel.IDENTITET,
        Cellfel.FELVARDE,
        Cellfel.TID,
        Cellfel.FORMEL,
        # openpyxl itself cuts what it writes at 32 767 signs.
        "x" * 32_767,
        Cellfel.DATUM,
        Cellfel.TID,
        "=inte en formel",
    )


def test_inline_text_and_odd_numbers():
    fil = make_blad_av_xml(
        '<row><c t="inlineStr"><is><r><t>del</t></r><r><t>ad</t></r>'
        '<rPh sb="0" eb="5"><t>uttal</t></rPh></is></c>'
        f'<c t="inlineStr"><is><t>{"x" * 40_000}</t></is></c>'
        "<c><v>1e999</v></c><c><v>1E3</v></c></row>",
        fore='<dimension ref="A1:XFD1048576"/>',
    )

    assert read(fil) == [(1, ("delad", Cellfel.LANG_TEXT, Cellfel.TAL, 1000.0))]


def test_formulas_as_they_are_written():
    fil = make_blad_av_xml(
        '<row><c t="b"><f aca="false">TRUE()</f><v>1</v></c><c t="b"><f>FALSE()</f><v>0</v></c>'
        '<c t="str"><f t="shared" si="0" ref="C1:D1">A1</f><v>x</v></c>'
        '<c><f t="shared" si="0"/><v>1</v></c><c t="str"><v>=text</v></c></row>'
    )

    # LibreOffice writes true and false as formulas.
    assert read(fil) == [(1, (True, False, Cellfel.FORMEL, Cellfel.FORMEL, "=text"))]


def test_a_shared_formula_is_not_worked_out_for_every_cell():
    lang = "A1+" * 200_000 + "1"
    fil = make_blad_av_xml(
        f'<row><c r="A1"><f t="shared" si="0">{lang}</f></c></row>'
        + '<row><c><f t="shared" si="0"/></c></row>' * 1000
    )
    started = process_time()

    assert len(read(fil)) == 1001
    assert process_time() - started < 5


def test_a_number_that_is_shown_as_a_date_may_be_somebodys():
    arbetsbok = openpyxl.Workbook()
    arbetsbok.active.title = "Blad"
    arbetsbok.active["A1"] = 6408233234
    arbetsbok.active["A1"].number_format = "yyyy-mm-dd"

    assert read(save(arbetsbok)) == [(1, (Cellfel.IDENTITET,))]


def test_rows_that_the_file_leaves_out_cost_nothing():
    fil = make_blad_av_xml(
        '<row r="2" ht="15"><c r="B2"><v>1</v></c></row><row r="1048576"><c><v>2</v></c></row>',
        fore='<sheetPr><pageSetUpPr fitToPage="0"/></sheetPr>',
    )

    assert read(fil) == [(2, (None, 1)), (1_048_576, (2, None))]


def test_formatting_down_to_the_last_row_of_excel_is_read():
    rader = "".join(
        f'<row r="{n}" spans="1:17" s="1" customFormat="1" ht="15"/>'
        for n in range(16, 1_048_577, 16)
    )
    fil = repack(make_blad_av_xml('<row r="1"><c r="A1"><v>1</v></c></row>' + rader), {})

    assert read(fil) == [(1, (1,))]


def with_shared_texts(si, rader):
    """A workbook as Excel writes it, whose texts stand in a part of their own."""
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    fil = make_blad_av_xml(rader)
    with ZipFile(fil) as paket:
        relationer = paket.read("xl/_rels/workbook.xml.rels").decode()
    typ = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    ny = f'<Relationship Type="{typ}" Target="sharedStrings.xml" Id="rId99"/></Relationships>'
    return repack(
        fil,
        {
            "xl/_rels/workbook.xml.rels": relationer.replace("</Relationships>", ny),
            "xl/sharedStrings.xml": f'<sst xmlns="{ns}">{si}</sst>',
        },
        compression=ZIP_STORED,
    )


def test_shared_texts():
    fil = with_shared_texts(
        "<si><t> A\u030angra </t></si>"
        "<si><r><t>640823</t></r><r><rPr/><t>-3234</t></r></si>"
        "<si><t/></si>"
        '<si><t>kanji</t><rPh sb="0" eb="5"><t>uttal</t></rPh></si>',
        '<row r="3">'
        + "".join(f'<c t="s"><v>{index}</v></c>' for index in (3, 0, 1, 2, 0))
        + "</row>",
    )

    assert read(fil) == [(3, ("kanji", "Ångra", Cellfel.IDENTITET, None, "Ångra"))]


def test_dates_from_1904():
    arbetsbok = openpyxl.Workbook()
    arbetsbok.epoch = CALENDAR_MAC_1904
    arbetsbok.active.title = "Blad"
    arbetsbok.active["A1"] = date(2024, 12, 31)

    assert read(save(arbetsbok)) == [(1, (date(2024, 12, 31),))]


def with_comment(text):
    arbetsbok = openpyxl.Workbook()
    arbetsbok.active.title = "Blad"
    arbetsbok.active["A1"] = "rubrik"
    arbetsbok.active["B7"] = "x"
    arbetsbok.active["B7"].comment = Comment(text, "Kansliet")
    return save(arbetsbok)


def with_threaded_comment(text, cell="C3"):
    ns = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    xml = (
        f'<ThreadedComments xmlns="{ns}"><threadedComment ref="{cell}"><text>{text}</text>'
        "</threadedComment></ThreadedComments>"
    )
    return repack(plain(), {"xl/threadedComments/threadedComment1.xml": xml})


@pytest.mark.parametrize(
    ("fil", "plats"),
    [
        (lambda: with_comment("Ring 640823-3234"), " vid B7"),
        (lambda: with_comment("x" * 40_000 + " 640823-3234"), " vid B7"),
        (lambda: with_threaded_comment("19640823_x002D_3234"), " vid C3"),
        (lambda: with_threaded_comment("6408233234", cell="6408233234"), ""),
    ],
)
def test_an_identity_number_in_a_comment_refuses_the_file(fil, plats):
    with pytest.raises(OtillatenFil) as refused:
        read(fil())

    assert str(refused.value) == (
        f"En kommentar{plats} innehåller något som ser ut som ett personnummer. Ta bort "
        "kommentaren ur filen. Är det ett annat slags nummer, dela det med ett snedstreck."
    )


def test_other_comments_are_let_be():
    assert read(with_comment("Ring 0171-62 50 00"))[0] == (1, ("rubrik",))
    assert len(read(with_threaded_comment("Klart 2024-06-30"))) == 2


PLAIN = {"Blad": [["rubrik"], ["värde"]]}


def plain():
    return make_arbetsbok(**PLAIN)


def with_duplicate():
    fil = plain()
    with pytest.warns(UserWarning, match="Duplicate name"), ZipFile(fil, "a") as paket:
        paket.writestr("xl/workbook.xml", "<x/>")
    return fil


def with_content_type(gammal, ny):
    fil = plain()
    with ZipFile(fil) as paket:
        typer = paket.read("[Content_Types].xml").decode()
    return repack(fil, {"[Content_Types].xml": typer.replace(gammal, ny)})


def with_a_sheet_many_times():
    sheets = "".join(f'<sheet name="B{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 90))
    ns = "http://schemas.openxmlformats.org"
    return repack(
        plain(),
        {
            "xl/workbook.xml": f'<workbook xmlns="{ns}/spreadsheetml/2006/main" '
            f'xmlns:r="{ns}/officeDocument/2006/relationships"><sheets>{sheets}</sheets></workbook>'
        },
    )


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
ROW = '<row r="{}"><c r="XFD{}"><v>1</v></c></row>'

HOSTILE = {
    "empty": lambda: BytesIO(),
    "not a zip": lambda: BytesIO(b"kod;namn\nA;B\n"),
    "old xls or encrypted": lambda: BytesIO(bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 512),
    "too large": lambda: BytesIO(b"PK\x03\x04" + bytes(21 * MB)),
    "truncated": lambda: BytesIO(plain().getvalue()[:-200]),
    "another zip": lambda: repack(BytesIO(_empty_zip()), {"a.txt": "a"}),
    "no workbook": lambda: repack(plain(), {}, without=["xl/workbook.xml"]),
    "broken xml": lambda: make_blad_av_xml("<row><c></row>"),
    "a part twice": with_duplicate,
    "a path out": lambda: repack(plain(), {"../../tmp/x": "x"}),
    "too many parts": lambda: repack(plain(), {f"x/{n}.xml": "" for n in range(1001)}),
    "macros": lambda: repack(plain(), {"xl/vbaProject.bin": "x"}),
    "macro sheet": lambda: repack(plain(), {"xl/macrosheets/sheet1.xml": "<x/>"}),
    "embedded": lambda: repack(plain(), {"xl/embeddings/oleObject1.bin": "x"}),
    "external link": lambda: repack(plain(), {"xl/externalLinks/externalLink1.xml": "<x/>"}),
    "xlsm": lambda: with_content_type(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ),
    "zip bomb": lambda: repack(plain(), {"xl/media/a.png": bytes(100 * MB)}),
    "many small bombs": lambda: repack(
        plain(), {f"xl/media/{n}.png": bytes(MB) for n in range(121)}
    ),
    "large styles": lambda: repack(plain(), {"xl/styles.xml": "<a/>" * 300_000}),
    "entity bomb in a sheet": lambda: make_blad_av_xml(
        '<row><c t="inlineStr"><is><t>&i;</t></is></c></row>', prolog=BOMB
    ),
    "entity bomb in the styles": lambda: repack(
        plain(), {"xl/styles.xml": f"{BOMB}<styleSheet>&i;</styleSheet>"}
    ),
    "external entity": lambda: make_blad_av_xml(
        "<row><c><v>&x;</v></c></row>",
        prolog='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ),
    "a row that is not there": lambda: make_blad_av_xml(
        '<row r="99999999999"><c><v>1</v></c></row>'
    ),
    "rows backwards": lambda: make_blad_av_xml('<row r="2"/><row r="1"/>'),
    "a million wide rows": lambda: make_blad_av_xml(
        "".join(ROW.format(n, n) for n in range(1, 300_000))
    ),
    "too wide": lambda: make_arbetsbok(Blad=[list(range(301))]),
    "too long": lambda: make_blad_av_xml("<row><c><v>1</v></c></row>" * 200_001),
    "more empty rows than Excel has": lambda: make_blad_av_xml('<row r="1048570"/>' + "<row/>" * 7),
    "cells on cells": lambda: make_blad_av_xml(
        "<row>" + '<c r="A1"><v>1</v></c>' * 100_000 + "</row>"
    ),
    "too many texts": lambda: with_shared_texts("<si/>" * 1_000_001, ""),
    "deep texts": lambda: with_shared_texts("<si>" * 1_000_000, ""),
    "too many empty cells": lambda: make_blad_av_xml('<row><c r="KN1"/></row>' * 33_334),
    "a giant row": lambda: make_blad_av_xml("<row><c>" + "<a/>" * 1_000_000 + "</c></row>"),
    "a giant tag": lambda: make_blad_av_xml(
        "<row " + " ".join(f'a{n}=""' for n in range(500_000)) + "/>"
    ),
    "a giant text": lambda: make_blad_av_xml(f"<row><c><v>{'9' * 3_000_000}</v></c></row>"),
    "new names without end": lambda: make_blad_av_xml(
        "".join(f'<row a{n}=""><b{n}/></row>' for n in range(50_000))
    ),
    "deep": lambda: make_blad_av_xml(f"<row>{'<c>' * 1_000_000}"),
    "deep values": lambda: make_blad_av_xml(f"<row><c>{'<v>' * 1_000_000}"),
    "deep elsewhere": lambda: make_blad_av_xml("", fore="<a>" * 1_000_000),
    "no such text": lambda: make_blad_av_xml('<row><c t="s"><v>7</v></c></row>'),
    "no such type": lambda: make_blad_av_xml('<row><c t="zzz"><v>7</v></c></row>'),
    "one sheet many times": with_a_sheet_many_times,
    "a name that points at a person": lambda: make_arbetsbok(**{"640823-3234": [["a"]]}),
}


def _empty_zip():
    fil = BytesIO()
    with ZipFile(fil, "w"):
        pass
    return fil.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_soon_and_in_little_memory(name):
    fil = HOSTILE[name]()
    started = process_time()
    with pytest.raises(OtillatenFil) as refused:
        read(fil)
    assert process_time() - started < 20

    # Once more, because being traced takes several times as long.
    tracemalloc.start()
    with pytest.raises(OtillatenFil):
        read(fil)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200 * MB
    assert str(refused.value).endswith(".")
    assert "3234" not in str(refused.value)


@pytest.mark.parametrize(
    "rader",
    [
        ("<row/>" + "<a/>" * 9000) * 30,
        ('<row><c t="inlineStr"><is>' + "<r><rPr/></r>" * 2000 + "</is></c></row>") * 6,
    ],
    ids=["between the rows", "formatting within texts"],
)
def test_what_is_no_cell_counts_too(monkeypatch, rader):
    monkeypatch.setattr("finsam.inlasning.bladlasare.MAX_ELEMENT", 200_000)
    fil = make_blad_av_xml(rader)
    tracemalloc.start()

    with pytest.raises(OtillatenFil, match="för många celler"):
        read(fil)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Kept, they would take 80 MB.
    assert peak < 20 * MB


def test_shared_texts_that_are_too_large(monkeypatch):
    monkeypatch.setattr("finsam.inlasning.arbetsbok.MAX_TEXTDEL", 100)

    with pytest.raises(OtillatenFil, match="Filen är för stor"):
        read(with_shared_texts(f"<si><t>{'x' * 100}</t></si>", ""))


def test_the_sheets_are_counted_together(monkeypatch):
    monkeypatch.setattr("finsam.inlasning.bladlasare.MAX_ELEMENT", 100)
    rader = [[1]] * 20  # 3 elements a row

    assert len(read(make_arbetsbok(A=rader), "A")) == 20
    with open_arbetsbok(make_arbetsbok(A=rader, B=rader)) as arbetsbok:
        list(arbetsbok.rader("A"))
        with pytest.raises(OtillatenFil, match="för många celler"):
            list(arbetsbok.rader("B"))


def test_the_message_says_what_to_do():
    with pytest.raises(OtillatenFil, match=r"Spara den som \.xlsx utan lösenord"):
        read(HOSTILE["old xls or encrypted"]())
    with pytest.raises(OtillatenFil, match="Filen är inte en Excelfil"):
        read(HOSTILE["not a zip"]())
    with pytest.raises(OtillatenFil, match="Bladet Blad, rad 1: fler än 300 kolumner"):
        read(HOSTILE["too wide"]())
    with pytest.raises(OtillatenFil, match="makron"):
        read(HOSTILE["macros"]())
    with pytest.raises(OtillatenFil, match="Filen finns-inte"):
        read("finns-inte.xlsx")
    with pytest.raises(OtillatenFil, match="Filen har 101 blad"):
        read(make_arbetsbok(**{f"Blad{n}": [[n]] for n in range(101)}))


def test_parts_in_unusual_compression_are_refused():
    fil = plain()
    with ZipFile(fil) as paket:
        delar = {name: paket.read(name) for name in paket.namelist()}
    for compression, is_read in ((ZIP_STORED, True), (12, False)):  # 12: bzip2
        ut = BytesIO()
        with ZipFile(ut, "w", compression) as paket:
            for name, innehall in delar.items():
                paket.writestr(name, innehall)
        if is_read:
            assert len(read(ut)) == 2
        else:
            with pytest.raises(OtillatenFil):
                read(ut)


def test_an_error_tells_nothing_of_the_content():
    fil = make_blad_av_xml("<row><c><v>hemlig</v></c></row>")

    with pytest.raises(OtillatenFil) as refused:
        read(fil)

    assert refused.value.__suppress_context__
    assert "hemlig" not in str(refused.value)
