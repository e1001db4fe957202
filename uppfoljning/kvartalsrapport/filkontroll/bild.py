"""Pictures are drawn anew: no place, camera or hidden data is kept, nothing but the pixels."""

import io

from PIL import Image, ImageOps

from uppfoljning.kvartalsrapport.filkontroll.utfall import Nekad, Utfall

# The largest of today's phones; a PNG takes many times longer to write.
MAX_PIXLAR = {"png": 25_000_000, "jpeg": 50_000_000}
_FORMAT = {"png": ("PNG",), "jpeg": ("JPEG", "MPO")}


def check(innehall: bytes, typ: str) -> bytes:
    """The picture as it is to be stored. Raises Nekad."""
    with _open(innehall) as bild:
        if bild.format not in _FORMAT[typ]:
            raise Nekad(Utfall.INNEHALL)
        if bild.width * bild.height > MAX_PIXLAR[typ]:
            raise Nekad(Utfall.BILDPUNKTER)
        bild.verify()
    # verify() leaves the picture unusable.
    with _open(innehall) as bild:
        ImageOps.exif_transpose(bild, in_place=True)
        ut = io.BytesIO()
        if typ == "png":
            bild.save(ut, "PNG", icc_profile=None, compress_level=4)
        else:
            bild.save(ut, "JPEG", quality=92, comment=b"")
    return ut.getvalue()


def _open(innehall: bytes) -> Image.Image:
    return Image.open(io.BytesIO(innehall), formats=("PNG", "JPEG"))
