"""The end of news: one click in the mail program (RFC 8058), or a button on the page behind the link."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mailings.actions.news import agreed_to_news, end_news
from registrations.models import Registration
from storage.keys import key_of
from storage.tokens import nonce_of
from website.responses import private


@csrf_exempt  # mail programs post here without a cookie; the secret in the address is the whole right
@private
@require_http_methods(["GET", "HEAD", "POST"])
def news(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET asks, since programs that look for viruses open every link; POST takes the consent back; then both say so."""
    key = nonce_of(token, "news")
    if key is None:
        raise Http404
    registration = get_object_or_404(Registration, pk=key_of(key))
    if request.method == "POST":
        end_news(registration)
    return render(request, "mailings/news.html", {"is_ended": not agreed_to_news(registration).exists()})
