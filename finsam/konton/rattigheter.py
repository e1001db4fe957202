"""The one place that says what a role may do (roles are given per förbund).

The admin is for superusers alone, whatever their role: see konton/administration.py.
"""

from finsam.konton.models import Roll

ROLLER_PER_INSATS = frozenset({Roll.STYRGRUPP, Roll.INSATSANSVARIG})

LASER_RAPPORTER = frozenset(
    {Roll.KANSLI, Roll.EKONOM, Roll.FORBUNDSCHEF, Roll.STYRELSE, Roll.REVISOR, Roll.ADMIN}
)
