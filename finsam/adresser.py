"""What may stand in the addresses, so that nothing else reaches a view or the database."""

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter


class Organisationsnummer(StringConverter):
    regex = r"\d{6}-\d{4}"


class Radnummer(IntConverter):
    """The number of a row: what the database's column holds."""

    regex = r"[0-9]{1,18}"


register_converter(Organisationsnummer, "orgnr")
register_converter(Radnummer, "rad")
