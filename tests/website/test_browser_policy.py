"""What every answer tells browsers that they may not do."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/en/", "/admin/login/", "/en/nothing-here/"])
def test_no_page_gets_a_device_or_is_embedded_by_others(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_an_image_may_stand_in_a_mail_read_elsewhere(client: Client) -> None:
    assert client.get("/media/organisations/none.png").headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get("/static/site/nothing.png").headers["Cross-Origin-Resource-Policy"] == "cross-origin"
