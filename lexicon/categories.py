"""Kinds of participants, by the words for a body or an office, and by what forms call them."""

from lexicon import phrases

# Where several kinds are named the first of these counts: a mayor of a municipal radio is of the media.
_ORDER = (
    "media", "un_system", "igo", "local_authority", "ngo", "member_state", "academia", "social_partner",
    "private_sector",
)  # fmt: skip


def category_of(*texts: str) -> str:
    """The kind of body that the texts speak of; the first text that says something decides."""
    for text in texts:
        found = phrases.found_in(text, "category")
        if name := next((name for name in _ORDER if name in found), ""):
            return name
    return ""


def category_label(text: str) -> str:
    """The category that somebody wrote on a line "Category:"."""
    found = phrases.found_in(text, "category_label")
    return next((name for name in phrases.under("category_label") if name in found), "")
