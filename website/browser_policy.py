"""What browsers may do with our pages besides what Django's and django-csp's headers say."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

# Nothing here uses a device of the reader, nor his or her money, nor an interest that a browser has worked out.
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


class BrowserPolicy:
    """No device for our pages; others embed nothing of what we answer but images, which mail programs fetch."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer with both headers."""
        response = self.get_response(request)
        is_image = request.path.startswith((settings.STATIC_URL, settings.MEDIA_URL))
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if is_image else "same-origin"
        return response
