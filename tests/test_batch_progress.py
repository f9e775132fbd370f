"""What is shown while a run lasts."""

from __future__ import annotations

import io
import sys

import pytest

from esslink.batch import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_log_gets_a_line_every_interval(monkeypatch, capsys):
    clock = iter(range(0, 1000, 2))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    assert list(progress.shown(range(9), 9)) == list(range(9))
    lines = capsys.readouterr().err.split("\n")
    assert lines[0] == "esslink\u00a0: 3 fichiers sur 9, 0 par seconde, encore 12\u00a0s"
    assert len(lines) == 4


def test_short_or_quiet_work_shows_nothing(monkeypatch, capsys):
    list(progress.shown(range(1000), 1000))
    monkeypatch.setattr(progress, "INTERVAL", 0.0)
    list(progress.shown(range(1000), 1000, quiet=True))
    assert capsys.readouterr().err == ""


def test_a_terminal_gets_a_bar_when_the_work_is_long(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    list(progress.shown(range(50), 50))
    assert terminal.getvalue() == ""
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    list(progress.shown(range(50), 50))
    assert "50/50" in terminal.getvalue()
    assert "par seconde, encore" in terminal.getvalue()


def test_the_bar_goes_away_when_the_work_fails(monkeypatch):
    def fails():
        yield 1
        raise ZeroDivisionError

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with pytest.raises(ZeroDivisionError):
        list(progress.shown(fails(), 2))
    assert terminal.getvalue().endswith("\x1b[2K") or "\x1b[?25h" in terminal.getvalue()
