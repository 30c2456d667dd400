"""Access tokens for a mail server that takes no passwords (OAuth 2.0, RFC 6749; XOAUTH2 in IMAP and SMTP).

Asked for with the standard library: two kinds of request and one answer are all there is. A token is kept in this
process until shortly before its end, and asked for anew then; no secret is stored but a refresh token that the server
has given in place of the one in the settings.
"""

import base64
import http.client
import json
import re
import threading
import urllib.error
import urllib.request
from time import monotonic
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from outbox.models.sign_on import SignOn

# A refusal is asked about again after so many seconds.
PAUSE = 30.0
# A token is not used in its last seconds, nor longer than a day whatever is said of it.
MARGIN, MOST_SECONDS = 300, 86_400
_LONGEST_ANSWER = 100_000


class NoToken(OSError):
    """No token is to be had now; `str()` says what the server said. Mail waits."""


_lock = threading.Lock()
_tokens: dict[str, tuple[str, float]] = {}
_refusals: dict[str, tuple[NoToken, float]] = {}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        """The secret goes nowhere else."""


_opener = urllib.request.build_opener(_NoRedirect)


def token_for(user: str, refresh_token: str) -> str:
    """An access token of this account: by its refresh token, else by what the client may do. Raises NoToken."""
    with _lock:
        token, until = _tokens.get(user, ("", 0.0))
        if monotonic() < until:
            return token
        refusal, until = _refusals.get(user, (NoToken(), 0.0))
        if monotonic() < until:
            raise refusal
        try:
            token, seconds = _new_token(user, refresh_token)
        except NoToken as error:
            _refusals[user] = error, monotonic() + PAUSE
            raise
        _tokens[user] = token, monotonic() + max(seconds - MARGIN, seconds / 2)
        return token


def forget(user: str) -> None:
    """The mail server refuses the token, whatever its end was to be: the next one is asked for anew."""
    _tokens.pop(user, None)


def xoauth2(user: str, token: str) -> str:
    """What is said to the mail server, before it is written in base64."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def hide(text: str) -> str:
    """The text without the tokens of this process, in whatever form a server or a library may repeat them."""
    for user, (token, _until) in list(_tokens.items()):
        for secret in (base64.b64encode(xoauth2(user, token).encode()).decode(), token):
            text = text.replace(secret, "…")
    return text


def _new_token(user: str, configured: str) -> tuple[str, float]:
    client = settings.MAIL_OAUTH
    if client is None:
        raise NoToken("MAIL_OAUTH_URL is not set.")
    form = {"client_id": client["client_id"], "client_secret": client["client_secret"], "scope": client["scope"]}
    if configured:
        form |= {"grant_type": "refresh_token", "refresh_token": SignOn.objects.refresh_token(user, configured)}
    else:
        form |= {"grant_type": "client_credentials"}
    answer = _ask(client["url"], {name: value for name, value in form.items() if value})
    token, latest = answer.get("access_token"), answer.get("refresh_token")
    if not isinstance(token, str) or not re.fullmatch(r"[\x21-\x7e]{1,20000}", token):
        raise NoToken("The answer holds no token.")
    if configured and isinstance(latest, str) and latest and latest != form["refresh_token"]:
        SignOn.objects.keep_refresh_token(user, configured, latest)
    try:
        seconds = float(answer.get("expires_in", 3600))
    except (TypeError, ValueError):
        seconds = 3600.0
    return token, min(max(seconds, 0.0), MOST_SECONDS)


def _ask(url: str, form: dict[str, str]) -> dict[str, Any]:
    request = urllib.request.Request(url, urlencode(form).encode(), {"Accept": "application/json"})  # noqa: S310  checked by config.oauth_url
    try:
        with _opener.open(request, timeout=settings.EMAIL_TIMEOUT) as response:
            answer = json.loads(response.read(_LONGEST_ANSWER))
    except urllib.error.HTTPError as error:
        raise NoToken(_without_secrets(_words_of(error), form)) from None
    except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
        raise NoToken(_without_secrets(str(error), form)) from None
    if not isinstance(answer, dict):
        raise NoToken("The answer holds no token.")
    return answer


def _words_of(error: urllib.error.HTTPError) -> str:
    """What was refused and why, as RFC 6749, 5.2 has it; else the status."""
    try:
        said = json.loads(error.read(_LONGEST_ANSWER))
        return f"{said['error']}: {said.get('error_description', '')}"
    except (OSError, http.client.HTTPException, ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return f"HTTP {error.code}"
    finally:
        error.close()


def _without_secrets(text: str, form: dict[str, str]) -> str:
    for name in ("client_secret", "refresh_token"):
        if form.get(name):
            text = text.replace(form[name], "…")
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip(" :")[:300]
