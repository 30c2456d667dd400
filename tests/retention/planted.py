"""What is looked for after somebody was erased."""

from django.apps import apps

PLANTED = ("Zenobia", "Quixotely", "zenobia", "quixotely", "Keeper of the Seals", "By the lake", "no nuts", "X1234567")


def everything() -> str:
    """Every row of every table, as text."""
    return "\n".join(str(row) for model in apps.get_models() for row in model._base_manager.values())
