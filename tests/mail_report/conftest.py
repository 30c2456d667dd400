"""The report of `make mail-report`: last on the screen."""

import os

import pytest

from tests.mail_report.report import found, lines


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if os.environ.get("MAILS") and found:
        for line in lines(found, is_verbose="--verbose" in config.invocation_params.args):
            terminalreporter.write_line(line)
