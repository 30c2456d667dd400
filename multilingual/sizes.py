"""The size of a file in words, in the reader's language: 1.4 kB, 1,4 ko."""

from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.html import avoid_wrapping
from django.utils.translation import gettext as _


def file_size(size: int) -> str:
    """Bytes in kB, MB or GB; few of them as Django has it, whose larger units no reader knows: Kio.

    Round sizes, as limits are, have no decimals: 40 MB.
    """
    for least, words in ((1 << 30, _("%(size)s GB")), (1 << 20, _("%(size)s MB")), (1 << 10, _("%(size)s kB"))):
        if size >= least:
            number = round(size / least, 1)
            return avoid_wrapping(words % {"size": number_format(number, 0 if number.is_integer() else 1)})
    return filesizeformat(size)
