"""Mail added by hand: .eml files that somebody has saved, several at once, each filed as if it had come by itself."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backoffice.base import BackOfficeAdmin
from backoffice.rights import ANYWHERE, staff
from desk.permissions import for_desk
from inbox.models import Conversation, IncomingMessage
from inbox.receiving.intake import NotMail, receive
from mailreader.limits import MOST_BYTES
from multilingual.sizes import file_size
from sandbox import child

MOST_FILES = 50


class Filed(NamedTuple):
    """What became of a file; `error` says why nothing did."""

    name: str
    error: str = ""
    conversation: Conversation | None = None
    is_new: bool = False


def file(upload: UploadedFile, request: HttpRequest) -> Filed:
    """One file."""
    name = str(upload.name)
    if (upload.size or 0) > MOST_BYTES:
        largest = file_size(MOST_BYTES)
        return Filed(name, _("This file is larger than %(size)s.") % {"size": largest})
    raw = upload.read()
    try:
        if not raw.strip() or b"\0" in raw[:2000]:
            raise NotMail
        received = receive(raw, source=IncomingMessage.Source.STAFF, added_by=staff(request))
    except NotMail:
        return Filed(name, _("This is not a mail. Save the mail as a file that ends in .eml, and choose that."))
    except child.Away:
        return Filed(name, _("No mail can be read just now. Try again in a moment."))
    return Filed(name, "", received.message.conversation, received.is_new)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
def add(request: HttpRequest, model_admin: BackOfficeAdmin) -> HttpResponse:
    """The page; POST files them and says into which conversation each went."""
    if not request.user.has_perm("inbox.add_incomingmessage", ANYWHERE):
        raise PermissionDenied
    filed, error = [], ""
    if request.method == "POST":
        uploads = [upload for upload in request.FILES.getlist("mails") if isinstance(upload, UploadedFile)]
        if not uploads:
            error = _("Choose at least one file.")
        elif len(uploads) > MOST_FILES:
            error = _("At most %(number)d files at once, please.") % {"number": MOST_FILES}
        else:
            filed = [file(upload, request) for upload in uploads]
    context = {
        "title": _("Add mails"),
        "filed": filed,
        "error": error,
        "largest": file_size(MOST_BYTES),
        "most": MOST_FILES,
    }
    return model_admin.render(request, "admin/inbox/conversation/add.html", context)
