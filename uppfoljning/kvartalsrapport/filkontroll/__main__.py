"""The child process: `python -m …filkontroll pdf < file`.

Files come from outside and are read by large libraries, so time and memory are bounded here by
the operating system. Answers with the name of an Utfall on the first line and, for a picture,
the picture as it is to be stored. No Django: it must start fast, and needs no settings.
"""

import gc
import logging
import resource
import sys
import warnings
from importlib import import_module

from uppfoljning.kvartalsrapport.filkontroll.utfall import Nekad, Utfall

MB = 1024 * 1024
_MAX_MINNE = 768 * MB
_MAX_SEKUNDER = 8
_MODULER = {"pdf": "pdf", "docx": "office", "xlsx": "office", "png": "bild", "jpeg": "bild"}


def main() -> None:
    typ = sys.argv[1]
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_MINNE, _MAX_MINNE))
    resource.setrlimit(resource.RLIMIT_CPU, (_MAX_SEKUNDER, _MAX_SEKUNDER))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What the libraries say may quote the file.
    logging.disable()
    warnings.simplefilter("ignore")
    # The process ends before there is much to collect.
    gc.disable()
    check = import_module(f"{__package__}.{_MODULER[typ]}").check
    utfall, innehall = Utfall.GODKAND, b""
    try:
        innehall = check(sys.stdin.buffer.read(), typ)
    except Nekad as nekad:
        utfall = nekad.args[0]
    except MemoryError:
        utfall = Utfall.TUNG
    except Exception:
        utfall = Utfall.TRASIG
    sys.stdout.buffer.write(utfall.name.encode() + b"\n" + innehall)


if __name__ == "__main__":
    main()
