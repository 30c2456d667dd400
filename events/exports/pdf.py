"""PDF by Typst, tagged for those who read with the ears (PDF/UA-1): plain values in, bytes out."""

import logging
import subprocess
from typing import Any

from django.utils.translation import gettext as _

from events.exports.processes import made

logger = logging.getLogger(__name__)


def pdf(template: str, values: dict[str, Any]) -> bytes:
    """The document. Where a letter is in no font there is one all the same, which says so, and a line in the log.

    Raises as `processes.made` does.
    """
    try:
        return _made(template, values, ["ua-1"])
    except subprocess.CalledProcessError as error:
        logger.warning("A document could not be made as PDF/UA-1: %s", error.stderr.decode(errors="replace")[-500:])
        missing = _("Some letters of this document are in no font of this site and are missing.")
        return _made(template, {**values, "missing": missing}, [])


def _made(template: str, values: dict[str, Any], standards: list[str]) -> bytes:
    return made("typst_process.py", {"template": template, "values": values, "standards": standards})
