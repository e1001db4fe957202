import io
import logging
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from pypdf import PdfReader

from rapporter.dokument import Avsnitt, Diagram, Fritext, Kapitel, Ruta, Serie
from rapporter.render import PdfSaknas, render_pdf
from rapporter.tabell import Kolumn, Rad, Slag, Tabell

from .exempel import lang_tabell, litet_dokument, stort_dokument
from .taggtrad import TagTree, expected_cells, read_cells, unbroken


@pytest.fixture(scope="module")
def dokument():
    return stort_dokument()


@pytest.fixture(scope="module")
def log():
    """What WeasyPrint complains of while it renders."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = records.append
    logging.getLogger("weasyprint").addHandler(handler)
    yield records
    logging.getLogger("weasyprint").removeHandler(handler)


@pytest.fixture(scope="module")
def data(dokument, log):
    return render_pdf(dokument)


@pytest.fixture(scope="module")
def pdf(data):
    return PdfReader(io.BytesIO(data), strict=True)


@pytest.fixture(scope="module")
def texts(pdf):
    return [" ".join(page.extract_text().split()) for page in pdf.pages]


def test_weasyprint_has_nothing_to_complain_of(data, log):
    assert [record.getMessage() for record in log] == []


def test_cover_says_whose_report_it_is_and_bears_no_number(texts):
    assert texts[0] == (
        "Samordningsförbundet Exempel län Uppföljning av insatser Kvartal 1 och 2 2024"
        " Uppgifterna hämtades den 15 augusti 2024"
    )


def test_running_head_and_number_on_every_other_page(texts):
    for number, text in enumerate(texts[1:], 2):
        head = "Uppföljning av insatser Kvartal 1 och 2 2024"
        assert text.endswith(f"{head} {number} ({len(texts)})")


def test_contents_name_the_page_of_every_heading(pdf, texts):
    contents = dict(re.findall(r"([A-ZÅÄÖ][^.]*?) ?(?:\. ?){3,}(\d+)", texts[1]))

    headings = {
        title: str(pdf.get_destination_page_number(destination) + 1)
        for title, destination in _outline(pdf.outline)
        if title != "Innehåll"
    }
    assert len(headings) == 18
    assert {title.split("Innehåll ")[-1]: page for title, page in contents.items()} == headings
    for title, page in headings.items():
        assert title in texts[int(page) - 1]


def test_bookmarks_have_two_levels(pdf):
    statistik = next(
        pdf.outline[index + 1]
        for index, item in enumerate(pdf.outline)
        if not isinstance(item, list) and item.title == "Statistik"
    )

    assert [item.title for item in statistik] == [
        "Deltagare",
        "Målgrupp",
        "Inskrivna per insats",
        "Aktiviteter",
    ]


def test_wide_tables_lie_on_landscape_pages_with_their_headings(pdf, texts):
    landscape = [
        text
        for page, text in zip(pdf.pages, texts, strict=True)
        if page.mediabox.width > page.mediabox.height
    ]

    assert "Kvalitetssäkring" in landscape[0]
    assert "Tabell 5." in landscape[0]
    assert "Beslutsutrymme" in landscape[1]
    assert "Tabell 6." in landscape[1]
    assert not any("Statistik" in text for text in landscape)


def test_headings_are_repeated_on_every_page_of_a_long_table(texts):
    pages = [text for text in texts if "Uppföljd aktivitet" in text]

    assert len(pages) == 3
    assert all("Deltog" in text and "Andel" in text for text in pages)


class TestPageBreaks:
    """Tables, boxes and diagrams after texts of many lengths, so that breaks fall anywhere."""

    @pytest.fixture(scope="class")
    @classmethod
    def pages(cls):
        namn = tuple(f"Insats{n} med ett namn på flera rader i diagrammet" for n in range(60))
        block = []
        for n in range(24):
            block.append(Fritext((f"Utfyllnad{n}.\n" * (1 + n % 7),) * (n % 5 + 1)))
            if n % 3 == 0:
                rader = tuple(Rad(f"r{i}", f"rad{n}x{i}x", {"k": i}, "g") for i in range(14))
                kolumn = Kolumn("k", "K", Slag.ANTAL)
                block.append(
                    Tabell(f"t{n}", "T", "Insats", (kolumn,), rader, grupper={"g": "Grupp"})
                )
            elif n % 3 == 1:
                block.append(
                    Ruta(f"rubrik{n}x", tuple((f"Mål{i}", f"text{n}x{i}x") for i in range(9)))
                )
        diagram = Diagram("d", "D", "Alt", namn, (Serie("2024", tuple(range(60))),), "%")
        dokument = replace(
            litet_dokument(),
            kapitel=(
                Kapitel("a", "A", (Avsnitt(tuple(block)),)),
                Kapitel("b", "B", (Avsnitt((diagram,)),)),
                Kapitel("c", "C", (Avsnitt((lang_tabell(),)),)),
            ),
        )
        reader = PdfReader(io.BytesIO(render_pdf(dokument)))
        return [page.extract_text() for page in reader.pages]

    @pytest.mark.parametrize("n", range(0, 24, 3))
    def test_a_short_table_stands_on_one_page(self, pages, n):
        [page] = [page for page in pages if f"rad{n}x" in page]
        assert all(f"rad{n}x{i}x" in page for i in range(14))

    @pytest.mark.parametrize("n", range(1, 24, 3))
    def test_a_box_stands_on_one_page(self, pages, n):
        [page] = [page for page in pages if f"text{n}x" in page]
        assert f"rubrik{n}x" in page
        assert all(f"text{n}x{i}x" in page for i in range(9))

    def test_every_bar_of_a_high_diagram_is_on_a_page(self, pages):
        for n in range(60):
            [page] = [page for page in pages if f"Insats{n} " in page]
            assert re.search(r"Diagram 1 \(\d av 4\)", page)

    def test_no_single_row_stands_alone_with_its_headings(self, pages):
        parts = [
            re.findall(r"Uppföljd aktivitet|Individinsatser|Strukturinsatser|Förstudier", page)
            for page in pages
            if "Uppföljd aktivitet" in page
        ]

        assert len(parts) >= 3
        for part in parts:
            assert part[-3:].count("Uppföljd aktivitet") >= 2
            assert part[-1] == part[-2] == "Uppföljd aktivitet"


def test_free_text_stands_as_written(texts):
    assert any('Vi skriver <b> & "citat".' in text for text in texts)


def test_metadata(pdf):
    root = pdf.trailer["/Root"]
    assert pdf.metadata.title == "Uppföljning av insatser, Kvartal 1 och 2 2024"
    assert pdf.metadata.author == "Samordningsförbundet Exempel län"
    assert root["/Lang"] == "sv"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    [intent] = root["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"


def test_claims_both_pdfa_and_pdfua_in_one_block(pdf):
    xmp = pdf.trailer["/Root"]["/Metadata"].get_data().decode()

    assert xmp.count("<rdf:RDF") == xmp.count("</rdf:RDF>") == 1
    assert 'pdfaid:part="3" pdfaid:conformance="A"' in xmp
    assert 'pdfuaid:part="1"' in xmp
    assert pdf.xmp_metadata.dc_title == {"x-default": pdf.metadata.title}
    assert pdf.xmp_metadata.pdfaid_part == "3"


def test_only_embedded_fonts_of_the_family(pdf):
    fonts = {}
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            [descendant] = font.get_object()["/DescendantFonts"]
            descriptor = descendant.get_object()["/FontDescriptor"]
            fonts[font["/BaseFont"]] = "/FontFile3" in descriptor or "/FontFile2" in descriptor

    assert fonts
    assert all(fonts.values())
    assert all(re.fullmatch(r"/[A-Z]{6}\+Inter.*", name) for name in fonts)


def test_nothing_see_through(pdf):
    states = pdf.pages[0]["/Resources"]["/ExtGState"].values()

    assert all(state.get(key, 1) == 1 for state in states for key in ("/ca", "/CA"))
    assert not any("/SMask" in state for state in states)


def test_same_document_gives_the_same_pdf(data):
    small = litet_dokument()

    assert _without_font_names(render_pdf(small)) == _without_font_names(render_pdf(small))


def test_missing_pango_is_said_in_swedish(monkeypatch):
    monkeypatch.delitem(sys.modules, "rapporter.render.pdf", raising=False)
    monkeypatch.delattr(sys.modules["rapporter.render"], "pdf", raising=False)
    monkeypatch.delitem(sys.modules, "weasyprint.text.ffi", raising=False)

    class NoPango:
        def find_spec(self, name, path=None, target=None):
            if name == "rapporter.render.pdf":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])

    with pytest.raises(PdfSaknas, match="Installera paketen libpango"):
        render_pdf(litet_dokument())


class TestFetcher:
    @pytest.fixture
    def fetcher(self):
        from rapporter.render.pdf import StaticFetcher

        return StaticFetcher()

    def test_reads_data_and_static_files(self, fetcher):
        css = Path(settings.STATICFILES_DIRS[0]) / "css" / "pdf.css"

        assert fetcher.fetch("data:text/plain,hej").read() == b"hej"
        with fetcher.fetch(css.as_uri())._file_obj as file:
            assert file.read() == css.read_bytes()

    @pytest.mark.parametrize(
        "url",
        [
            "http://localhost/x.png",
            "https://example.se/x.png",
            "ftp://example.se/x.png",
            "file:///etc/passwd",
            "file://example.se/etc/passwd",
            settings.BASE_DIR.as_uri() + "/static/../manage.py",
            settings.BASE_DIR.as_uri() + "/static/%2e%2e/manage.py",
            settings.BASE_DIR.as_uri() + "/manage.py",
        ],
    )
    def test_refuses_all_else(self, fetcher, url):
        with pytest.raises(ValueError, match=r"disallowed|outside"):
            fetcher.fetch(url)


@pytest.fixture(scope="module")
def tree(pdf):
    return TagTree(pdf)


class TestTags:
    """The tree that a screen reader follows, read with the text of every element."""

    @pytest.fixture
    def printed(self, dokument):
        return [tabell for tabell in dokument.tabeller if tabell.rader]

    def test_every_figure_of_every_table_names_its_headings(self, tree, printed):
        tables = list(tree.find("/Table"))
        assert len(tables) == len(printed)

        for tag, tabell in zip(tables, printed, strict=True):
            assert unbroken(read_cells(tag)) == unbroken(expected_cells(tabell))

    def test_every_heading_has_a_scope_and_most_an_id(self, tree):
        headings = list(tree.find("/TH"))

        assert {th.attributes["/Scope"] for th in headings} == {"/Row", "/Column"}
        ids = [th.id for th in headings]
        assert all(ids)
        assert len(ids) == len(set(ids))

    def test_headings_name_the_headings_above_them(self, tree, printed):
        tag = next(t for t in tree.find("/Table") if "Deltagare januari" in t.text)
        ids = {th.id: th.text for th in tag.find("/TH")}
        above = [
            [th.text, *(ids[each] for each in th.attributes.get("/Headers", []))]
            for th in tag.find("/TH")
        ]

        assert above[:3] == [["Individinsats"], ["Inregistrerade"], ["Avslutade"]]
        assert above[5:8] == [
            ["K", "Inregistrerade"],
            ["M", "Inregistrerade"],
            ["S:a", "Inregistrerade"],
        ]
        assert above[-1] == ["Kvinnor och män", "Individinsats"]

    def test_spans(self, tree):
        tag = next(t for t in tree.find("/Table") if "Deltagare januari" in t.text)
        first, *groups = list(tag.find("/TH"))[:5]

        assert first.attributes["/RowSpan"] == 2
        assert [group.attributes["/ColSpan"] for group in groups] == [3, 3, 3, 3]

    def test_long_table_is_one_table_with_its_headings_once(self, tree):
        tag = next(t for t in tree.find("/Table") if "Aktiviteter" in t.text)

        assert [child.tag for child in tag.children][:2] == ["/Caption", "/THead"]
        assert len(list(tag.find("/THead"))) == 1
        assert len(list(tag.find("/TR"))) == 2 + 3 + 75 + 1

    def test_all_content_is_in_the_tree_or_passed_over(self, tree):
        assert tree.loose == []

    def test_running_heads_are_passed_over(self, tree):
        assert "(14)" not in "".join(element.text for element in tree.root)

    def test_diagrams_have_a_text(self, tree, dokument):
        alt = [figure.object["/Alt"] for figure in tree.find("/Figure")]

        assert len(alt) == 3
        assert all(text.startswith("Liggande staplar") for text in alt)

    def test_headings_in_order(self, tree):
        levels = [
            int(element.tag[2:]) for element in tree.walk() if re.fullmatch(r"/H\d", element.tag)
        ]

        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_links_are_announced_by_their_text(self, pdf):
        contents = {
            annotation.get_object()["/Contents"]
            for page in pdf.pages
            for annotation in page.get("/Annots", [])
        }

        assert {"Statistik", "Målgrupp", "Fotnot 1"} <= contents


def _outline(items) -> Iterator:
    for item in items:
        if isinstance(item, list):
            yield from _outline(item)
        else:
            yield item.title, item


def _without_font_names(data: bytes) -> list:
    """The contents of the pages: the names of font subsets are drawn by lot."""
    return [page.get_contents().get_data() for page in PdfReader(io.BytesIO(data)).pages]
