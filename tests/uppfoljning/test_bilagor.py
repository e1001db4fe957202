"""Attachments: what is let in, what is not, and who gets them back."""

import io
import zipfile
import zlib
from datetime import UTC, datetime
from time import process_time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook
from openpyxl.comments import Comment
from PIL import Image

from finsam.handelser.models import Handelse
from finsam.inlasning.fel import OtillatenFil
from finsam.konton.models import Roll
from finsam.period import Period
from insatser.models import Insats
from tests import factories as f
from tests.uppfoljning.svarsexempel import changes, complete
from uppfoljning.kvartalsrapport import bilagekontroll
from uppfoljning.kvartalsrapport.bilagekontroll import check_bilaga
from uppfoljning.kvartalsrapport.formular import load_formular
from uppfoljning.kvartalsrapport.services import (
    return_kvartalsrapport,
    save_svar,
    submit_kvartalsrapport,
)
from uppfoljning.models import Bilaga

NU = datetime(2024, 7, 12, 8, 42, tzinfo=UTC)
KVARTAL = Period.quarter(2024, 2)
PERSONNUMMER = "640823-3234"
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOKUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def make_docx(text="Protokoll", *, innehallstyp=DOKUMENT, **delar):
    """A Word document of one paragraph, whose runs are parted by |; further parts by name."""
    runs = "".join(f"<w:r><w:t>{del_}</w:t></w:r>" for del_ in text.split("|"))
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as paket:
        paket.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{innehallstyp}"/></Types>',
        )
        paket.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W}"><w:body><w:p>{runs}</w:p></w:body></w:document>',
        )
        for namn, innehall in delar.items():
            paket.writestr(namn, innehall)
    return ut.getvalue()


def make_xlsx(value="Närvaro", kommentar=""):
    arbetsbok = Workbook()
    arbetsbok.active["B2"] = value
    if kommentar:
        arbetsbok.active["B2"].comment = Comment(kommentar, "Karin")
    ut = io.BytesIO()
    arbetsbok.save(ut)
    return ut.getvalue()


def make_bild(format_="PNG", storlek=(4, 2), **kwargs):
    ut = io.BytesIO()
    Image.new("RGB", storlek, "red").save(ut, format_, **kwargs)
    return ut.getvalue()


def relation(slag, target):
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="http://x/{slag}" Target="{target}" TargetMode="External"/>'
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
        ("x" * 300 + ".pdf", PDF, "x" * 146 + ".pdf"),
        (
            "lank.docx",
            make_docx(**{"word/_rels/document.xml.rels": relation("hyperlink", "https://a.se")}),
            "lank.docx",
        ),
    ],
)
def test_ordinary_files_are_let_in_under_a_clean_name(namn, innehall, som):
    assert check_bilaga(namn, innehall).namn == som


@pytest.mark.parametrize(
    ("namn", "innehall", "fel"),
    [
        ("a.exe", b"MZ", "Välj en PDF"),
        (".pdf", PDF, "Välj en PDF"),
        ("a.pdf", b"", "tom"),
        ("a.pdf", PDF + b" " * bilagekontroll.MAX_STORLEK, "10 MB"),
        (f"{PERSONNUMMER}.pdf", PDF, "Byt namn"),
        ("a.pdf", make_bild(), "inte det som namnet säger"),
        ("a.png", make_bild("JPEG"), "inte det som namnet säger"),
        ("a.png", PDF, "skadad"),
        ("a.docx", make_xlsx(), "inte det som namnet säger"),
        ("a.xlsx", make_docx(), "inte det som namnet säger"),
        ("a.pdf", PDF[:40], "skadad"),
        ("a.pdf", PDF.replace(b"/Root", b"/Encrypt 2 0 R /Root"), "lösenord"),
        ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog /OpenAction <</S /JavaScript>>"), "skript"),
        ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog /S /J#61vaScript"), "skript"),
        ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog /Names <</EmbeddedFiles 3 0 R>>"), "skript"),
        (
            "a.pdf",
            PDF.replace(
                b"trailer",
                b"2 0 obj <</Type /ObjStm /Filter /FlateDecode>>\nstream\n"
                + zlib.compress(b"<</S /Launch /F (cmd.exe)>>")
                + b"\nendstream\ntrailer",
            ),
            "skript",
        ),
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
        # A stream that unpacks to a thousand times its size.
        (
            "a.pdf",
            b"%PDF-1.7\n<</Type /ObjStm>> stream\n" + zlib.compress(b"0" * 25_000_000) + b"%%EOF",
            "skadad",
        ),
        ("a.pdf", b"%PDF-1.7\n" + b"/ObjStm " * 1_200_000 + b"%%EOF", None),
        ("a.pdf", b"%PDF-1.7\n" + b"#41" * 3_000_000 + b"%%EOF", None),
        ("a.docx", make_docx("x " * 20_000_000), "för stor"),
        ("a.docx", make_docx(**{"word/_rels/a.rels": repr([*range(200_000)])}), "skadad"),
        ("a.docx", make_docx(**{"word/a.xml": "<a>" * 5_000 + "</a>" * 5_000}), None),
    ],
    ids=["strom", "strommar", "tecken", "text", "relationer", "djup"],
)
def test_no_file_takes_long(namn, innehall, fel):
    borjade = process_time()

    if fel:
        with pytest.raises(OtillatenFil, match=fel):
            check_bilaga(namn, innehall)
    else:
        check_bilaga(namn, innehall)

    assert process_time() - borjade < 10


def test_a_picture_of_too_many_pixels_is_refused_unopened(monkeypatch):
    monkeypatch.setattr(bilagekontroll, "MAX_PIXLAR", 7)
    with pytest.raises(OtillatenFil, match="bildpunkter"):
        check_bilaga("a.png", make_bild())


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


@pytest.fixture(autouse=True)
def tid(time_machine):
    time_machine.move_to(NU, tick=False)


@pytest.fixture
def insats(db):
    mal = f.MalFactory(nr=1)
    return (
        Insats.objects.with_gallande_slut(NU.date()).select_related("forbund").get(pk=mal.insats_id)
    )


def make_member(insats, roll=Roll.STYRGRUPP):
    behorighet = f.BehorighetFactory(forbund=insats.forbund, roll=roll)
    behorighet.insatser.add(insats)
    return behorighet.user


@pytest.fixture
def styrgrupp(insats):
    return make_member(insats)


@pytest.fixture
def inloggad(client, styrgrupp):
    client.force_login(styrgrupp)
    return client


def url(namn, insats, *args):
    return reverse(f"uppfoljning:{namn}", args=[insats.pk, 2024, 2, *args])


def upload(client, insats, namn="protokoll.pdf", innehall=PDF, **falt):
    return client.post(
        url("bilaga_ny", insats), {"fil": SimpleUploadedFile(namn, innehall), **falt}
    )


def test_a_file_is_added_read_and_removed_and_the_texts_are_kept(inloggad, insats, styrgrupp):
    response = upload(
        inloggad, insats, "mötet.pdf", kommentar="Vi möttes.", **{"fore-kommentar": ""}
    )

    assert response.url == f"{url('steg', insats, 'hant')}#bilagor"
    formular = load_formular(insats, KVARTAL)
    [bilaga] = formular.bilagor
    assert (formular.innehall["kommentar"], formular.innehall["bilagor"]) == (
        "Vi möttes.",
        "mötet.pdf",
    )
    assert (bilaga.typ, bilaga.storlek, bilaga.uppladdad_av) == ("pdf", len(PDF), styrgrupp)

    fil = inloggad.get(url("bilaga", insats, bilaga.pk))
    assert fil.content == PDF
    assert fil.headers["Content-Type"] == "application/pdf"
    assert fil.headers["Content-Disposition"] == "attachment; filename*=utf-8''m%C3%B6tet.pdf"
    assert fil.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert fil.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in fil.headers["Cache-Control"]

    assert (
        "Ta bort bilagan mötet.pdf?"
        in inloggad.get(url("bilaga_ta_bort", insats, bilaga.pk)).content.decode()
    )
    inloggad.post(url("bilaga_ta_bort", insats, bilaga.pk))
    assert load_formular(insats, KVARTAL).innehall["bilagor"] == ""
    assert inloggad.get(url("bilaga", insats, bilaga.pk)).status_code == 404
    handelser = Handelse.objects.filter(typ__startswith="bilaga").order_by("pk")
    assert [h.typ for h in handelser] == ["bilaga_tillagd", "bilaga_borttagen"]
    assert handelser[0].efter == handelser[1].fore != handelser[0].fore


def test_a_refused_file_is_told_of_at_its_field_and_the_texts_stay(inloggad, insats):
    sida = upload(
        inloggad,
        insats,
        "lista.xlsx",
        make_xlsx(PERSONNUMMER),
        kommentar="Vi möttes.",
        **{"fore-kommentar": ""},
    ).content.decode()

    assert 'href="#id_fil"' in sida
    assert "Vi möttes." in sida
    assert PERSONNUMMER not in sida
    assert not Bilaga.objects.exists()
    assert "Välj en fil först." in inloggad.post(url("bilaga_ny", insats), {}).content.decode()


def test_as_many_as_may_be_and_no_two_of_a_name(inloggad, insats):
    for nr in range(10):
        upload(inloggad, insats, f"{nr}.pdf")

    assert "redan 10 bilagor" in upload(inloggad, insats, "11.pdf").content.decode()
    bilaga = Bilaga.objects.first()
    inloggad.post(url("bilaga_ta_bort", insats, bilaga.pk))
    assert "med det namnet" in upload(inloggad, insats, "5.PDF").content.decode()
    upload(inloggad, insats, bilaga.namn)
    assert Bilaga.objects.filter(borttagen=None).count() == 10


def test_a_locked_report_takes_none_and_what_was_sent_is_kept(inloggad, insats, styrgrupp, client):
    upload(inloggad, insats)
    bilaga = Bilaga.objects.get()
    formular = load_formular(insats, KVARTAL)
    save_svar(
        insats=insats,
        kvartal=KVARTAL,
        andringar=changes(formular, complete(formular)),
        user=styrgrupp,
        nu=NU,
    )
    omgang = submit_kvartalsrapport(
        insats=insats,
        kvartal=KVARTAL,
        sedd=load_formular(insats, KVARTAL).hash,
        user=styrgrupp,
        nu=NU,
    )
    assert "Inget är sparat" in upload(inloggad, insats, "b.pdf").content.decode()
    inloggad.post(url("bilaga_ta_bort", insats, bilaga.pk))
    assert Bilaga.objects.get().borttagen is None

    kansli = f.BehorighetFactory(forbund=insats.forbund).user
    return_kvartalsrapport(omgang=omgang, skal="Fel bilaga.", user=kansli, nu=NU)
    inloggad.post(url("bilaga_ta_bort", insats, bilaga.pk))
    assert Bilaga.objects.get().borttagen
    assert inloggad.get(url("bilaga", insats, bilaga.pk)).status_code == 200


def test_who_may_have_a_file(client, insats):
    rapport = f.KvartalsrapportFactory(insats=insats, kvartal=2, status="utkast")
    kvar, borta = (
        f.BilagaFactory(kvartalsrapport=rapport, namn=namn, borttagen=nar)
        for namn, nar in [("a.pdf", None), ("b.pdf", NU)]
    )
    for bilaga in (kvar, borta):
        f.BilagefilFactory(bilaga=bilaga)
    annan = f.InsatsFactory(forbund=insats.forbund)

    def statuses(user, insats=insats, kvartal=2):
        client.force_login(user)
        return [
            client.get(
                reverse("uppfoljning:bilaga", args=[insats.pk, 2024, kvartal, bilaga.pk])
            ).status_code
            for bilaga in (kvar, borta)
        ]

    assert statuses(make_member(insats)) == [200, 404]
    assert statuses(make_member(insats, Roll.KANSLI)) == [200, 200]
    assert statuses(make_member(insats, Roll.REVISOR)) == [200, 404]
    assert statuses(make_member(annan)) == [403, 403]
    assert statuses(make_member(f.InsatsFactory())) == [404, 404]
    # By the address of another insats or quarter, that one may read.
    assert statuses(make_member(annan), annan) == [404, 404]
    assert statuses(make_member(insats), insats, kvartal=1) == [404, 404]
