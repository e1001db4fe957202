"""PDF files for tests, small and honest unless something else is put in."""


def make_pdf(*objekt, katalog="", sida="", trailer=""):
    """A page that holds a word, with its table of objects; further objects from number 5 on."""
    innehall = b"BT /F1 12 Tf 50 700 Td (Protokoll) Tj ET"
    alla = [
        f"<</Type /Catalog /Pages 2 0 R {katalog}>>".encode(),
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font "
        b"<</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>> " + sida.encode() + b">>",
        stream(innehall),
        *(o if isinstance(o, bytes) else o.encode() for o in objekt),
    ]
    ut = b"%PDF-1.7\n"
    platser = []
    for nr, o in enumerate(alla, start=1):
        platser.append(len(ut))
        ut += b"%d 0 obj\n%b\nendobj\n" % (nr, o)
    rader = b"".join(b"%010d 00000 n \n" % plats for plats in platser)
    return (
        b"%b" % ut
        + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n" % (len(alla) + 1, rader)
        + f"<</Size {len(alla) + 1} /Root 1 0 R {trailer}>>".encode()
        + b"\nstartxref\n%d\n%%%%EOF\n" % len(ut)
    )


def stream(data, ordbok=""):
    return f"<</Length {len(data)} {ordbok}>>\nstream\n".encode() + data + b"\nendstream"
