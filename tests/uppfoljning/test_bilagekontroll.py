"""What is let in as an attachment, and what is refused: the file itself, without a page."""

import io
import zipfile
import zlib
from time import perf_counter

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from PIL import Image
from pypdf import PdfReader, PdfWriter
from weasyprint import HTML

from finsam.inlasning.fel import OtillatenFil
from tests.uppfoljning.pdffil import make_pdf, stream
from uppfoljning.kvartalsrapport.bilagekontroll import MAX_STORLEK, check_bilaga

PERSONNUMMER = "640823-3234"


def packed_objekt(text, ordbok, code):
    """A stream of objects, holding one that nothing refers to."""
    return stream(code(b"99 0 " + text), f"/N 1 /First 5 {ordbok}")


def make_locked_pdf():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf())))
    writer.encrypt("", "lösen", algorithm="AES-256")
    ut = io.BytesIO()
    writer.write(ut)
    return ut.getvalue()


PDF = make_pdf()
SLINGRIG = make_pdf(
    stream(zlib.compress(b"(a) Tj " * 200_000), "/Filter /FlateDecode"),
    *["<</Type /Page /Contents 5 0 R /Resources <</Font <<>>>>>>"] * 50,
)
SKRIPT = b"<</S /JavaScript /JS (app.alert(1))>>"

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOKUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


UTSKRIFT = (
    "<h1 id=a>Möte 2024-06-30 1300</h1><p>1 990 010 112 kr, <a href='https://a.se'>länk</a>, "
    "<a href='#a'>åter</a>, 556000-4615, 070-123 45 67" * 3
)


def make_docx(text="Protokoll", *, innehallstyp=DOKUMENT, **delar):
    """A Word document of one paragraph, whose runs are parted by |; further parts by name."""
    runs = "".join(f"<w:r><w:t>{del_}</w:t></w:r>" for del_ in text.split("|"))
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as paket:
        paket.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="html" ContentType="text/html"/>'
            f'<Override PartName="/word/document.xml" ContentType="{innehallstyp}"/></Types>',
        )
        paket.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W}"><w:body><w:p>{runs}</w:p></w:body></w:document>',
        )
        for namn, innehall in delar.items():
            paket.writestr(namn, innehall)
    return ut.getvalue()


def make_xlsx(value="Närvaro", kommentar="", blad="Blad1"):
    arbetsbok = Workbook()
    arbetsbok.active.title = blad
    arbetsbok.active["B2"] = value
    if kommentar:
        arbetsbok.active["B2"].comment = Comment(kommentar, "Karin")
    ut = io.BytesIO()
    arbetsbok.save(ut)
    return ut.getvalue()


def change_xlsx(innehall, namn, *byten):
    """Another workbook, in which the part `namn` has texts replaced."""
    ut = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(innehall)) as fore, zipfile.ZipFile(ut, "w") as efter:
        for del_ in fore.namelist():
            text = fore.read(del_)
            for gammal, ny in byten if del_ == namn else ():
                assert gammal.encode() in text
                text = text.replace(gammal.encode(), ny.encode())
            efter.writestr(del_, text)
    return ut.getvalue()


def with_formula(formel, varde):
    return change_xlsx(
        make_xlsx(7),
        "xl/worksheets/sheet1.xml",
        ("<v>7</v>", f"<f>{formel}</f><v>{varde}</v>"),
    )


def make_bild(format_="PNG", storlek=(4, 2), **kwargs):
    ut = io.BytesIO()
    Image.new("RGB", storlek, "red").save(ut, format_, **kwargs)
    return ut.getvalue()


def relation(slag, target, lage="External"):
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="http://x/{slag}" Target="{target}" TargetMode="{lage}"/>'
        "</Relationships>"
    )


@pytest.mark.parametrize(
    ("namn", "innehall", "som"),
    [
        ("protokoll.pdf", PDF, "protokoll.pdf"),
        ("C:\\Mina dokument\\möte .docx", make_docx(), "möte .docx"),
        ("../../etc/a\u202egpj.x\x00lsx.xlsx", make_xlsx(2024_06_30), "agpj.xlsx.xlsx"),
        ("bild.PNG", make_bild(), "bild.PNG"),
        ("bild.jpg", make_bild("JPEG"), "bild.jpg"),
        ("utskrift.pdf", HTML(string=UTSKRIFT).write_pdf(), "utskrift.pdf"),
        ("inskannad.pdf", make_bild("PDF", (800, 600)), "inskannad.pdf"),
        (
            "mål.pdf",
            make_pdf(
                "<</S /GoTo /D [3 0 R /Fit]>>",
                "<</CreationDate (D:199001011234Z) /V 900101>>",
                katalog="/OpenAction 5 0 R",
                sida="/Annots [<</Subtype /Link /A <</S /URI /URI (https://a.se)>>>>]",
            ),
            "mål.pdf",
        ),
        ("x" * 300 + ".pdf", PDF, "x" * 146 + ".pdf"),
        (
            "lank.docx",
            make_docx(**{"word/_rels/document.xml.rels": relation("hyperlink", "https://a.se")}),
            "lank.docx",
        ),
        (
            "slump.docx",
            make_docx(
                **{
                    "word/a.xml": '<a><docPr id="1900101123"/><axId val="1905123456"/>'
                    '<x uri="{19640823-3234-4000-8000-640823323400}"/>'
                    '<p><instrText>HYPERLINK "https://a.se"</instrText></p></a>'
                }
            ),
            "slump.docx",
        ),
        ("formel.xlsx", with_formula('A1&amp;"|"&amp;B1', "45200"), "formel.xlsx"),
    ],
    ids=lambda value: value if isinstance(value, str) else "fil",
)
def test_ordinary_files_are_let_in_under_a_clean_name(namn, innehall, som):
    assert check_bilaga(namn, innehall).namn == som


@pytest.mark.parametrize(
    ("namn", "innehall", "fel"),
    [
        ("a.exe", b"MZ", "Välj en PDF"),
        (".pdf", PDF, "Välj en PDF"),
        ("a.pdf", b"", "tom"),
        ("a.pdf", PDF + b" " * MAX_STORLEK, "10 MB"),
        (f"{PERSONNUMMER}.pdf", PDF, "Byt namn"),
        ("a.pdf", make_bild(), "inte det som namnet säger"),
        ("a.png", make_bild("JPEG"), "inte det som namnet säger"),
        ("a.png", PDF, "skadad"),
        ("a.docx", make_xlsx(), "inte det som namnet säger"),
        ("a.xlsx", make_docx(), "inte det som namnet säger"),
        ("a.pdf", PDF[:40], "skadad"),
        ("a.pdf", b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n%%EOF", "skadad"),
        ("a.pdf", make_locked_pdf(), "lösenord"),
        ("a.pdf", make_pdf(SKRIPT), "skript"),
        ("a.pdf", make_pdf(b"<</S /J#61vaScript>>"), "skript"),
        (
            "a.pdf",
            make_pdf("<</S /URI /URI (https://a.se)>>", katalog="/OpenAction 5 0 R"),
            "skript",
        ),
        ("a.pdf", make_pdf(sida="/AA <</O <</S /Named /N /Print>>>>"), "skript"),
        ("a.pdf", make_pdf(katalog="/Names <</EmbeddedFiles 3 0 R>>"), "skript"),
        ("a.pdf", make_pdf("<</Subtype /FileAttachment /FS <</EF <</F 6 0 R>>>>>>"), "inbäddade"),
        ("a.pdf", make_pdf("<</S /GoToR /F (b.pdf)>>"), "länkar"),
        ("a.pdf", make_pdf("<</S 6 0 R>>", "/GoToE"), "länkar"),
        ("a.pdf", make_pdf(stream(b"", "/F (b.pdf)")), "länkar"),
        ("a.pdf", make_pdf(packed_objekt(SKRIPT, "/Type/Obj#53tm", bytes)), "skript"),
        (
            "a.pdf",
            make_pdf(
                packed_objekt(
                    SKRIPT,
                    "/Type /ObjStm /Filter[/ASCIIHexDecode/FlateDecode]" + " " * 1100,
                    lambda data: zlib.compress(data).hex().encode() + b">",
                )
            ),
            "skript",
        ),
        (
            "a.pdf",
            make_pdf(stream(b"BT /F1 9 Tf (Om 640823-) Tj (3234) Tj ET", "/Subtype /Form")),
            "personn",
        ),
        ("a.pdf", make_pdf(b"<</Contents (Om 640823-3234)>>"), "personnummer"),
        (
            "a.pdf",
            make_pdf(b"<</Title <" + PERSONNUMMER.encode("utf-16").hex().encode() + b">>>"),
            "personnummer",
        ),
        ("a.pdf", make_pdf(stream(b"<x>640823-3234</x>", "/Type /Metadata")), "personnummer"),
        ("a.pdf", PDF.replace(b"(Protokoll)", b"(6408233234)"), "personnummer"),
        ("a.pdf", PDF.replace(b"(Protokoll)", b"(6408233234)") + PDF, "personnummer"),
        ("a.pdf", HTML(string=f"<p>Om {PERSONNUMMER}").write_pdf(), "personnummer"),
        ("a.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"x", "äldre format"),
        ("a.docx", make_docx(**{"word/vbaProject.bin": b"x"}), "makron"),
        ("a.docx", make_docx(**{"word/embeddings/a.xlsx": b"x"}), "inbäddade"),
        (
            "a.docx",
            make_docx(innehallstyp=DOKUMENT.replace("document.main", "x.macroEnabled")),
            "makron",
        ),
        (
            "a.docx",
            make_docx(
                **{"word/_rels/settings.xml.rels": relation("attachedTemplate", "https://x/a.dotm")}
            ),
            "makron",
        ),
        ("a.docx", make_docx(**{"word/a.xml": b"0" * 30_000_000}), "för stor"),
        ("a.docx", make_docx(**{"../a.xml": b"x"}), "skadad"),
        (
            "a.docx",
            make_docx(**{"word/x.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
            "skadad",
        ),
        ("a.docx", make_docx(f"Om {PERSONNUMMER} sades"), "personnummer"),
        ("a.docx", make_docx("Om 6408|23-3|234 sades"), "personnummer"),
        (
            "a.docx",
            make_docx(**{"word/header1.xml": f'<a xmlns:w="{W}"><w:p>{PERSONNUMMER}</w:p></a>'}),
            "personnummer",
        ),
        (
            "a.docx",
            make_docx(
                **{"word/comments.xml": f"<comments><comment>{PERSONNUMMER}</comment></comments>"}
            ),
            "personnummer",
        ),
        (
            "a.docx",
            make_docx(**{"docProps/core.xml": f"<c><title>{PERSONNUMMER}</title></c>"}),
            "personnummer",
        ),
        ("a.xlsx", make_xlsx(PERSONNUMMER), "personnummer"),
        ("a.xlsx", make_xlsx(6408233234), "personnummer"),
        ("a.xlsx", make_xlsx(305121234), "personnummer"),
        ("a.xlsx", make_xlsx(kommentar=f"Gäller {PERSONNUMMER}"), "personnummer"),
        ("a.xlsx", make_xlsx(blad="900101-1234"), "personnummer"),
        ("a.xlsx", with_formula("B1*10000+C1", "199001011234"), "personnummer"),
        ("a.xlsx", with_formula("SUM(B1)", "305121234"), "personnummer"),
        ("a.xlsx", with_formula('WEBSERVICE("https://a.se")', "1"), "länkar"),
        (
            "a.docx",
            make_docx(**{"word/a.xml": '<a><ins author="900101-1234"/></a>'}),
            "personnummer",
        ),
        ("a.docx", make_docx(**{"word/a.xml": '<a prompt="19900101 1234"/>'}), "personnummer"),
        (
            "a.docx",
            make_docx(**{"docProps/a.xml": "<c><t>Om 900101-1234</t><revision>5</revision></c>"}),
            "personnummer",
        ),
        (
            "a.docx",
            make_docx(**{"word/a.xml": "<p><instrText>REF 900101-1234</instrText><t>5</t></p>"}),
            "personnummer",
        ),
        (
            "a.docx",
            make_docx(**{"word/a.xml": "<c><pt><v>9001011234</v></pt><pt><v>5</v></pt></c>"}),
            "personnummer",
        ),
        (
            "a.docx",
            make_docx(**{"word/a.xml": "<p><r><instrText>DDEAUTO cmd</instrText></r></p>"}),
            "länkar",
        ),
        ("a.docx", make_docx(**{"word/afchunk.html": "<script>x</script>"}), "något annat än text"),
        (
            "a.docx",
            make_docx(
                **{
                    "word/chunk.xml": "<a/>",
                    "word/_rels/document.xml.rels": relation("aFChunk", "chunk.xml", "Internal"),
                }
            ),
            "inbäddade",
        ),
        (
            "a.docx",
            make_docx(
                **{"word/_rels/a.rels": relation("attachedTemplate", "file:///\\\\a.se\\b.dotm")}
            ),
            "länkar",
        ),
        (
            "a.docx",
            make_docx(**{"word/_rels/a.rels": relation("hyperlink", "javascript:alert(1)")}),
            "länkar",
        ),
        ("a.png", make_bild()[:60], "skadad"),
    ],
    ids=lambda value: None if isinstance(value, str) else "fil",
)
def test_hostile_and_wrong_files_are_refused_and_not_quoted(namn, innehall, fel):
    with pytest.raises(OtillatenFil, match=fel) as nekad:
        check_bilaga(namn, innehall)

    assert PERSONNUMMER not in str(nekad.value)


@pytest.mark.parametrize(
    ("namn", "innehall", "fel"),
    [
        ("a.pdf", b"%PDF-1.7\n" + b"/ObjStm stream\n" * 600_000 + b"%%EOF", "skadad"),
        ("a.pdf", make_pdf(b"[" * 4_000_000), "skadad"),
        # A stream that unpacks to a thousand times its size.
        (
            "a.pdf",
            make_pdf(packed_objekt(b"0" * 90_000_000, "/Filter /FlateDecode", zlib.compress)),
            "skadad",
        ),
        ("a.pdf", SLINGRIG, "lång tid"),
        ("a.docx", make_docx("x " * 20_000_000), "för stor"),
        ("a.docx", make_docx(**{"word/_rels/a.rels": repr([*range(200_000)])}), "skadad"),
        ("a.docx", make_docx(**{"word/a.xml": "<a>" * 5_000 + "</a>" * 5_000}), "skadad"),
        ("a.docx", make_docx(**{"word/a.xml": f"<a>{'<b/><c/>' * 1_200_000}</a>"}), "för stor"),
        ("a.png", make_bild(storlek=(5100, 5000)), "bildpunkter"),
    ],
    ids=["strommar", "djup", "strom", "objekt", "text", "relationer", "djup", "element", "bild"],
)
def test_no_file_takes_long(namn, innehall, fel):
    borjade = perf_counter()

    with pytest.raises(OtillatenFil, match=fel):
        check_bilaga(namn, innehall)

    # What the limit allows, and some for a machine with more to do.
    assert perf_counter() - borjade < 12


@pytest.mark.parametrize("format_", ["PNG", "JPEG"])
def test_a_picture_is_stored_without_its_hidden_data_and_the_right_way_up(format_):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010E] = "beskrivning"
    fil = make_bild(format_, exif=exif) + f"bihang {PERSONNUMMER}".encode()

    sparad = check_bilaga(f"a.{format_.lower()}", fil).innehall

    bild = Image.open(io.BytesIO(sparad))
    assert (bild.size, bild.format, dict(bild.getexif())) == ((2, 4), format_, {})
    assert b"beskrivning" not in sparad
    assert b"bihang" not in sparad


# The pages.
