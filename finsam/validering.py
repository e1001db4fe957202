"""Validators of text fields."""

from django.core.exceptions import ValidationError

from finsam.inlasning.identitet import contains_identity


def refuse_identity(text: str) -> None:
    """No personnummer or samordningsnummer is stored (domain.md 3)."""
    if contains_identity(text):
        raise ValidationError("Texten ser ut att innehålla ett personnummer. Skriv om utan det.")
