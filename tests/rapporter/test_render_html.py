import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from rapporter.dokument import Avsnitt, Diagram, Fritext, Kapitel, Ruta, Serie, Stycke
from rapporter.render import page_context, render_html_for_pdf
from rapporter.render.tabellvisning import prepare_tabell
from rapporter.render.visning import prepare
from rapporter.tabell import Farg, Kolumn, Rad, Slag

from .exempel import (
    beslutsutrymme,
    deltagare,
    lang_tabell,
    liten_tabell,
    litet_dokument,
    mening,
    stort_dokument,
)

BLANK = Rad("", "", {})


def dokument_with(*block, rubrik=""):
    kapitel = Kapitel("test", "Test", (Avsnitt(block, rubrik),))
    return replace(litet_dokument(), kapitel=(kapitel,))


def page(dokument, **extra) -> str:
    request = RequestFactory().get("/")
    return render_to_string("rapporter/rapport.html", page_context(dokument) | extra, request)


class Table(HTMLParser):
    """The cells of the only table of a page, per row: (tag, attributes, text)."""

    def __init__(self, html: str):
        super().__init__()
        self.rows: list[list[tuple[str, dict, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append((tag, dict(attrs), ""))

    def handle_data(self, data):
        if data.strip() and self.rows and self.rows[-1]:
            tag, attrs, text = self.rows[-1][-1]
            self.rows[-1][-1] = (tag, attrs, text + data)

    @property
    def texts(self) -> list[list[str]]:
        return [[text for _, _, text in row] for row in self.rows]


def table(html: str) -> Table:
    return Table(re.search(r"<table.*?</table>", html, re.DOTALL)[0])


def test_cells_of_a_table():
    html = page(dokument_with(liten_tabell()))

    assert table(html).texts == [
        ["Insats", "Utfall", "Kvot", "Start", "Läge"],
        ["Individinsatser"],
        ["Enköping, Jobbcentrum1", "955\u00a0076", "72\u202f%", "2022-01-01", "I stort sett"],
        ["Strukturinsatser"],
        ["Uppsala, Lokussamordnare", "−13", "–", "–", "–"],
        # A column without a sum is blank.
        ["Totalt", "955\u00a0064", "", "", ""],
        ["Andel", "100\u202f%", "", "", ""],
    ]


def test_headings_tell_what_they_head():
    rows = table(page(dokument_with(deltagare()))).rows

    assert [
        (text, attrs["scope"], attrs.get("colspan"), attrs.get("rowspan"))
        for _, attrs, text in rows[0]
    ] == [
        ("Individinsats", "col", None, "2"),
        ("Inregistrerade", "colgroup", "3", None),
        ("Avslutade", "colgroup", "3", None),
        ("Pågående 30 juni", "colgroup", "3", None),
        ("Till arbete, studier, arbetssökande", "colgroup", "3", None),
    ]
    assert [(text, attrs["scope"]) for _, attrs, text in rows[1]] == [
        ("K", "col"),
        ("M", "col"),
        ("S:a", "col"),
    ] * 4
    assert [(tag, attrs.get("scope")) for tag, attrs, _ in rows[2]] == [
        ("th", "row"),
        *[("td", None)] * 12,
    ]


def test_column_beside_groups_spans_both_rows_of_headings():
    tabell = prepare_tabell(lang_tabell(), 1)

    assert [(cell.text, cell.colspan, cell.rowspan) for cell in tabell.rubrikrader[0]] == [
        ("Aktivitet", 1, 2),
        ("Deltog", 3, 1),
        ("Andel", 1, 2),
    ]


def test_row_group_spans_the_table():
    rows = table(page(dokument_with(liten_tabell()))).rows

    [(tag, attrs, text)] = rows[1]
    assert (tag, attrs["scope"], attrs["colspan"], text) == (
        "th",
        "rowgroup",
        "5",
        "Individinsatser",
    )


def test_sum_among_the_rows_and_kronor_shown_in_thousands():
    tabell = replace(
        liten_tabell(),
        kolumner=(Kolumn("utfall", "tkr", Slag.TKR),),
        rader=(Rad("summa", "S:a", {"utfall": Decimal("955500")}, "individ", is_summa=True),),
        summa=None,
        andel=None,
    )

    [grupp] = prepare_tabell(tabell, 1).grupper
    [rad] = grupp.rader
    assert (rad.klass, [cell.text for cell in rad.celler]) == ("summa", ["956"])
    assert [cell.klass for cell in rad.celler] == ["tkr tal"]


def test_groups_without_rows_are_left_out():
    assert [grupp.rubrik for grupp in prepare_tabell(liten_tabell(), 1).grupper] == [
        "Individinsatser",
        "Strukturinsatser",
        "",
    ]


def test_row_of_an_unknown_group_is_not_lost_in_silence():
    tabell = replace(liten_tabell(), rader=(replace(BLANK, grupp="okand"),))

    with pytest.raises(KeyError):
        prepare_tabell(tabell, 1)


def test_status_is_a_label_with_its_word():
    assert '<span class="etikett gul">I stort sett</span>' in page(dokument_with(liten_tabell()))


def test_notes_are_tied_to_the_table():
    html = page(dokument_with(liten_tabell()))

    assert 'aria-describedby="tabell-1-noter"' in html
    assert 'id="tabell-1-noter"' in html
    assert 'href="#tabell-1-fotnot-1" aria-label="Fotnot 1"' in html
    assert '<li id="tabell-1-fotnot-1">Insatsen är förlängd till den 31 december 2024.</li>' in html
    assert "<p>Budgeten är den justerade.</p>" in html


def test_scroll_box_is_named_by_the_caption():
    html = page(dokument_with(liten_tabell()))

    assert 'tabindex="0" role="region" aria-labelledby="tabell-1"' in html
    assert '<caption id="tabell-1"><span>Tabell 1. Utfall och budget</span></caption>' in html


def test_table_without_rows_says_so():
    html = page(dokument_with(replace(liten_tabell(), rader=(), tom_text="Inga insatser.")))

    assert "<table" not in html
    assert "Tabell 1. Utfall och budget" in html
    assert "Inga insatser." in html


def test_tables_and_diagrams_are_numbered_each_in_document_order():
    html = page(stort_dokument())

    captions = re.findall(r"(?:Tabell|Diagram) \d+\.", html)
    assert captions == [
        *(f"Tabell {n}." for n in range(1, 8)),
        *(f"Diagram {n}." for n in range(1, 4)),
        "Tabell 8.",
    ]


def test_free_text_and_names_are_escaped():
    tabell = replace(
        liten_tabell(),
        titel="<i>",
        kolumner=(Kolumn("a", "<th>", Slag.TEXT, "<grupp>"),),
        rader=(Rad("x", "<rad>", {"a": "<td>"}),),
        grupper=None,
        fotnoter=("<fot>",),
        noter=("<not>",),
    )
    block = (
        Fritext(('<script>alert("&")</script>',)),
        Stycke((mening("<stycke>"),), "<rubrik>", Farg.ROD),
        Ruta("<ruta>", (("<dt>", "<dd>"),)),
        Diagram("d", "<diagram>", '"<alt>', ("<kategori>",), (Serie("<s>", (1,)),), "<enhet>"),
        tabell,
    )
    html = page(replace(dokument_with(*block), titel="<titel>"))

    assert "&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;" in html
    for (
        text
    ) in "titel stycke rubrik ruta dt dd diagram alt enhet i th grupp rad td fot not".split():
        assert f"&lt;{text}&gt;" in html
    for text in "titel script stycke rubrik alt fot not".split():
        assert f"<{text}>" not in html.replace("<title>", "")


def test_nothing_that_the_content_security_policy_forbids():
    html = page(stort_dokument(), pdf_url="/pm.pdf")

    assert "<script" not in html
    assert "<style" not in html
    assert " style=" not in html


def test_judged_paragraph_bears_its_colour_as_a_word():
    html = page(dokument_with(Stycke((mening("Text."),), "Heby", Farg.GUL)))

    assert (
        '<p class="bedomning gul"><strong>Heby</strong> '
        '<span class="etikett gul">Gul</span> Text.</p>'
    ) in html


@pytest.mark.parametrize(("rubrik", "farg"), [("", Farg.INGEN), ("Heby", Farg.GUL)])
def test_paragraph_of_claims_without_sentences_is_not_printed(rubrik, farg):
    [kapitel] = prepare(dokument_with(Stycke((mening("", antal=1),), rubrik, farg)))

    assert kapitel.avsnitt[0].delar == ()


@pytest.mark.parametrize(
    ("tabell", "klass"),
    [
        (liten_tabell(), "tabell luftig odelad"),
        (lang_tabell(), "tabell luftig"),
        (deltagare(), "tabell odelad"),
        (beslutsutrymme(), "tabell bred"),
    ],
)
def test_more_columns_stand_tighter(tabell, klass):
    assert prepare_tabell(tabell, 1).klass == klass


@pytest.mark.parametrize(("rader", "is_liten"), [(8, True), (9, False)])
def test_a_short_table_is_not_parted(rader, is_liten):
    tabell = lang_tabell()
    summa = tabell.summa

    prepared = prepare_tabell(replace(tabell, rader=tabell.rader[:rader], summa=summa), 1)

    assert prepared.is_liten is is_liten


@pytest.mark.parametrize(
    ("text", "klass"), [("Ord. " * 300, "ruta odelad"), ("Ord. " * 600, "ruta")]
)
def test_a_box_of_ordinary_length_is_not_parted(text, klass):
    assert f'<section class="{klass}">' in page(dokument_with(Ruta("R", (("Syfte", text),))))


@pytest.mark.parametrize(
    ("text", "klass"),
    [("Preliminärt utfall", "text kort"), ("Vakant tjänst under februari och mars.", "text")],
)
def test_a_column_of_few_words_is_as_wide_as_they_are(text, klass):
    kolumn = Kolumn("not", "Not", Slag.TEXT)
    tabell = replace(
        liten_tabell(), kolumner=(kolumn,), rader=(Rad("a", "A", {"not": text}, "individ"),)
    )

    [cell] = prepare_tabell(tabell, 1).grupper[0].rader[0].celler
    assert cell.klass.split(" mellanrum")[0] == klass


@pytest.mark.parametrize(("rubrik", "niva"), [("", "h3"), ("Förstudier", "h4")])
def test_box_has_its_heading_one_level_down(rubrik, niva):
    html = page(dokument_with(Ruta("Tierp", (("Period", "2024"),)), rubrik=rubrik))

    assert f"<{niva}>Tierp</{niva}>" in html


def test_neighbouring_diagrams_stand_in_pairs():
    diagram = Diagram("d", "D", "Alt", ("A",), (Serie("S", (1,)),), "%")
    [kapitel] = prepare(dokument_with(diagram, diagram, diagram))

    [del_] = kapitel.avsnitt[0].delar
    assert [len(rad.diagram) for rad in del_.block] == [2, 1]


def test_high_diagram_stands_alone_in_numbered_parts():
    low = Diagram("d", "D", "Alt", ("A",), (Serie("S", (1,)),), "%")
    names = tuple(f"Insats {n} med ett namn på flera rader i diagrammet" for n in range(40))
    high = replace(low, kategorier=names, serier=(Serie("S", (1,) * 40),))
    [kapitel] = prepare(dokument_with(low, high, low, low))

    [del_] = kapitel.avsnitt[0].delar
    assert [[diagram.bildtext for diagram in rad.diagram] for rad in del_.block] == [
        ["Diagram 1."],
        ["Diagram 2 (1 av 3)."],
        ["Diagram 2 (2 av 3)."],
        ["Diagram 2 (3 av 3)."],
        ["Diagram 3.", "Diagram 4."],
    ]
    assert del_.block[2].diagram[0].alt.startswith("Stapeldiagram, del 2 av 3: D. Insats ")


def test_only_the_screen_gets_narrow_drawings():
    assert "<source" in page(stort_dokument())
    assert "<source" not in render_html_for_pdf(stort_dokument())


def test_the_end_of_a_long_text_goes_along_with_a_wide_table():
    short, long = Fritext(("Text.",)), Fritext(("Text. " * 200,))
    [kapitel] = prepare(dokument_with(short, long, short, short, beslutsutrymme()))

    assert [(del_.klass, len(del_.block)) for del_ in kapitel.avsnitt[0].delar] == [
        ("del fore-liggande", 2),
        ("del liggande", 2),
        ("del liggande", 1),
    ]


def test_prose_goes_along_with_a_wide_table():
    stycke = Fritext(("Text.",))
    [kapitel] = prepare(dokument_with(stycke, beslutsutrymme(), stycke, stycke, stycke))

    assert [(len(del_.block), del_.is_liggande) for del_ in kapitel.avsnitt[0].delar] == [
        (1, True),
        (1, True),
        (3, False),
    ]
    assert kapitel.is_liggande


def test_page_links_to_its_parts_and_to_the_pdf():
    html = page(stort_dokument(), pdf_url="/pm.pdf")

    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert '<a class="button button-secondary" href="/pm.pdf">Ladda ned som PDF</a>' in html
    assert "Ladda ned" not in page(stort_dokument())


def test_page_and_print_share_their_tables():
    dokument = litet_dokument()
    tables = [
        re.search(r"<table.*?</table>", html, re.DOTALL)[0]
        for html in (page(dokument), render_html_for_pdf(dokument))
    ]

    assert tables[0] == tables[1]
