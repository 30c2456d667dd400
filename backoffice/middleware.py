"""Who is named in the log of changes."""

from auditlog.cid import set_cid
from auditlog.middleware import AuditlogMiddleware
from django.http import HttpRequest, HttpResponseBase


class ActorMiddleware(AuditlogMiddleware):
    """auditlog's own, for requests of somebody who is signed in: it connects a signal for each, in vain for others."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Name who is signed in; nothing is to be noted of others."""
        if request.user.is_authenticated:
            response: HttpResponseBase = super().__call__(request)
        else:
            set_cid(request)
            response = self.get_response(request)
        return response
