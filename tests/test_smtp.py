"""The mail server that tests send to does what it is told."""

import smtplib
import threading

import pytest
from django.core.mail import send_mail

from tests.smtp import SmtpServer


def send(recipient: str = "ana@example.org") -> int:
    return send_mail("Réunion", "Bonjour", "secretariat@example.org", [recipient])


def test_a_message_arrives_as_it_was_sent(smtp_server: SmtpServer) -> None:
    send()
    [message] = smtp_server.messages_to("ana@example.org")
    assert message["Subject"] == "Réunion"
    assert message.get_content().strip() == "Bonjour"


@pytest.mark.parametrize(
    ("command", "error"),
    [
        ("MAIL", smtplib.SMTPSenderRefused),
        ("RCPT", smtplib.SMTPRecipientsRefused),
        ("DATA", smtplib.SMTPDataError),
    ],
)
def test_it_refuses_a_command(smtp_server: SmtpServer, command: str, error: type[Exception]) -> None:
    smtp_server.refuse(command, "451 Try later")
    with pytest.raises(error):
        send()
    assert smtp_server.received == []


def test_it_refuses_one_address_only(smtp_server: SmtpServer) -> None:
    smtp_server.refuse("RCPT", "550 5.1.1 No such mailbox", address="nobody@example.org")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send("nobody@example.org")
    assert send("ana@example.org") == 1


def test_it_keeps_a_client_waiting_until_it_behaves(smtp_server: SmtpServer) -> None:
    smtp_server.stall("DATA")
    client = threading.Thread(target=send)
    client.start()
    smtp_server.wait_for("DATA")
    assert smtp_server.received == []
    smtp_server.behave()
    client.join(10)
    assert len(smtp_server.received) == 1


def test_it_keeps_a_message_and_drops_the_connection(smtp_server: SmtpServer) -> None:
    smtp_server.drop("DATA")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send()
    assert len(smtp_server.received) == 1


def test_it_goes_down_and_comes_back_at_the_same_address(smtp_server: SmtpServer) -> None:
    address = smtp_server.url
    smtp_server.stop()
    with pytest.raises(ConnectionRefusedError):
        send()
    smtp_server.start()
    assert smtp_server.url == address
    assert send() == 1
