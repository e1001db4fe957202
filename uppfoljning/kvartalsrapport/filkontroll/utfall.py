"""What may come of a check, and what the user is told of it."""

from enum import StrEnum


class Utfall(StrEnum):
    """The child process answers with the name, never with a text that may quote the file."""

    GODKAND = ""
    INNEHALL = "Filen är inte det som namnet säger. Öppna den i sitt program och spara den på nytt."
    TRASIG = "Filen är skadad och går inte att läsa. Öppna den och spara den på nytt."
    TUNG = (
        "Filen tog för lång tid att läsa. Dela upp den, eller skriv ut den till en ny PDF och "
        "lägg till den."
    )
    LAST = "Filen är skyddad med lösenord eller kryptering. Spara den utan skydd."
    ALDRE = (
        "Filen är i ett äldre format eller skyddad med lösenord. Spara den som .docx eller .xlsx "
        "utan lösenord."
    )
    UPPACKAD = "Filen är för stor när den packas upp. Dela upp den, eller spara den som PDF."
    AKTIV = (
        "Filen innehåller makron, skript, inbäddade filer eller länkar till andra filer. Spara den "
        "utan dem, till exempel som PDF."
    )
    OKAND_DEL = (
        "Filen innehåller något annat än text, tabeller, diagram och bilder. Spara den utan det, "
        "till exempel som PDF."
    )
    IDENTITET = (
        "Filen innehåller något som ser ut som ett personnummer. Ta bort det ur filen och lägg "
        "till den igen."
    )
    BILDPUNKTER = "Bilden har för många bildpunkter. Spara den i en mindre storlek."


class Nekad(Exception):
    """The file is not let in: args[0] is its Utfall."""
