"""Constraints that many models share, each with what a person is told who meets it."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from finsam.period import FORSTA_AR, SISTA_AR


def choice_constraint(field: str, choices: Iterable, name: str) -> models.CheckConstraint:
    """The field's stored value is one of `choices`."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": [str(value) for value in choices]}),
        name=name,
        violation_error_message="Välj ett av alternativen.",
    )


def enforce_choices(model: type[models.Model]) -> type[models.Model]:
    """Class decorator: the database too refuses what is none of a field's choices.

    It adds one choice_constraint per field that has choices, named model_field. A decorator,
    since a model's Meta cannot see the choices class that is declared beside it.
    """
    for field in model._meta.local_fields:
        if field.choices:
            values = [value for value, _ in field.flatchoices]
            name = f"{model._meta.model_name}_{field.name}"
            model._meta.constraints.append(
                choice_constraint(field.name, ["", *values] if field.blank else values, name)
            )
    # What makemigrations goes by, also where Meta has no constraints of its own.
    model._meta.original_attrs["constraints"] = model._meta.constraints
    return model


def year_constraint(field: str, name: str) -> models.CheckConstraint:
    """The year is one that the files may hold; no year passes."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__range": (FORSTA_AR, SISTA_AR)}),
        name=name,
        violation_error_message=f"Skriv ett år mellan {FORSTA_AR} och {SISTA_AR}.",
    )
