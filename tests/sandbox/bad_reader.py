"""A helper whose forks do with a mail what its bytes say: as if the mail had taken them over. Run by test_child.py."""

import os
import signal
import tempfile
from collections.abc import Callable
from typing import Any

from mailreader.reading import Reading
from sandbox.child import MOST_RAW
from sandbox.child_process import main
from sandbox.frames import Channel
from sandbox.plain import to_plain


def loop(_channel: Channel) -> None:
    """For ever."""
    while True:
        pass


def take_memory(_channel: Channel) -> None:
    """All there is."""
    held = [b"x" * 1_000_000]
    while True:
        held.append(held[-1] + b"x")


def write(channel: Channel) -> None:
    """Into a file, and say so."""
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(b"x")
    channel.say({"found": to_plain(Reading(subject="written"))})


def ask(channel: Channel, *question: str) -> None:
    """Ask, and go on with any answer."""
    channel.say({"ask": question})
    channel.hear(1000)
    channel.say({"found": to_plain(Reading())})


def ask_for_ever(channel: Channel) -> None:
    """The same again and again."""
    while True:
        channel.say({"ask": ["was_received", "<one@example.org>"]})
        channel.hear(1000)


WISHES: dict[str, Callable[[Channel], object]] = {
    "loop": loop,
    "take all memory": take_memory,
    "die": lambda _channel: os.kill(os.getpid(), signal.SIGKILL),
    "say nothing": lambda _channel: os._exit(0),
    "say too much": lambda channel: channel.send(b" " * 17_000_000),
    "no json": lambda channel: channel.send(b"\x80\x04]\x94."),
    "deep": lambda channel: channel.send(b"[" * 1_000_000),
    "a list": lambda channel: channel.say([]),
    "other types": lambda channel: channel.say({"found": to_plain(Reading()) | {"subject": ["x"]}}),
    "half": lambda channel: channel.say({"found": {"subject": "x"}}),
    "write": write,
    "ask what is no question": lambda channel: ask(channel, "__class__", "x"),
    "ask for too little": lambda channel: ask(channel, "was_received"),
    "ask for ever": ask_for_ever,
    "good": lambda channel: channel.say({"found": to_plain(Reading(subject="good"))}),
}


def answer(_request: dict[str, Any], channel: Channel) -> None:
    """Misbehave."""
    WISHES[channel.receive(MOST_RAW).decode()](channel)


if __name__ == "__main__":
    main(answer)
