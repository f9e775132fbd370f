"""
A real Firefox, driven by its own Marionette protocol: no driver to download.

Marionette speaks JSON over a local socket, each message as ``length:[type, id, command,
parameters]``; its commands are WebDriver's (W3C WebDriver, Actions). The pages are served by
this process, so that headers, such as a content-security policy, are real ones.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

FIREFOX = os.environ.get("ESSLINK_FIREFOX", "/usr/bin/firefox-esr")
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""Name of an element's reference (W3C WebDriver, 12.1)."""
KEYS = {"Tab": "\ue004", "Shift": "\ue008", "Escape": "\ue00c", "Enter": "\ue007"}
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.w3c_touch_events.enabled": 1,
    "extensions.getAddons.cache.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "http://127.0.0.1:1/",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


class Firefox:
    """A session: commands go out, answers come back in order."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.received = b""
        self.number = 0
        self.read()  # the greeting
        self.send("WebDriver:NewSession", capabilities={"alwaysMatch": {}})

    def read(self) -> Any:
        while b":" not in self.received:
            self.received += self.more()
        length, _, self.received = self.received.partition(b":")
        while len(self.received) < int(length):
            self.received += self.more()
        message, self.received = self.received[: int(length)], self.received[int(length) :]
        return json.loads(message)

    def more(self) -> bytes:
        piece = self.socket.recv(65536)
        assert piece, "Firefox closed the connection"
        return piece

    def send(self, command: str, **parameters: Any) -> Any:
        self.number += 1
        message = json.dumps([0, self.number, command, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self.read()
        assert error is None, f"{command}: {error['error']}: {error['message']}"
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def evaluate(self, expression: str) -> Any:
        return self.send(
            "WebDriver:ExecuteScript", script=f"return ({expression})", args=[], sandbox=None
        )

    def run_async(self, script: str) -> Any:
        return self.send("WebDriver:ExecuteAsyncScript", script=script, args=[], sandbox=None)

    def chrome(self, script: str) -> Any:
        """Run a script with the browser's own rights."""
        self.send("Marionette:SetContext", value="chrome")
        try:
            return self.send("WebDriver:ExecuteScript", script=script, args=[])
        finally:
            self.send("Marionette:SetContext", value="content")

    def allow_scripts(self, allowed: bool) -> None:
        self.chrome(f"Services.prefs.setBoolPref('javascript.enabled', {json.dumps(allowed)})")

    def zoom(self, factor: float) -> None:
        self.chrome(f"gBrowser.selectedBrowser.browsingContext.fullZoom = {factor}")

    def size(self, width: int, height: int) -> None:
        """Make the window's inside that large, as near as the window manager lets it."""
        self.send("WebDriver:SetWindowRect", width=width, height=height)
        inside = self.evaluate("[innerWidth, innerHeight]")
        self.send(
            "WebDriver:SetWindowRect",
            width=2 * width - inside[0],
            height=2 * height - inside[1],
        )

    def go(self, address: str) -> None:
        self.send("WebDriver:ReleaseActions")
        self.send("WebDriver:Navigate", url=address)

    def wait(self, expression: str, seconds: float = 3) -> Any:
        """Return the first true value of *expression*."""
        end = time.monotonic() + seconds
        while not (value := self.evaluate(expression)):
            assert time.monotonic() < end, f"never true: {expression}"
            time.sleep(0.02)
        return value

    def box(self, selector: str) -> dict[str, float]:
        return self.evaluate(
            f"document.querySelector({json.dumps(selector)}).getBoundingClientRect()"
        )

    def middle(self, selector: str) -> tuple[int, int]:
        """Return the middle of an element's first line."""
        box = self.evaluate(f"document.querySelector({json.dumps(selector)}).getClientRects()[0]")
        return round(box["x"] + box["width"] / 2), round(box["y"] + box["height"] / 2)

    def press(self, *keys: str) -> None:
        """Press keys together, the first one longest."""
        keys = tuple(KEYS.get(key, key) for key in keys)
        actions = [{"type": "keyDown", "value": key} for key in keys]
        actions += [{"type": "keyUp", "value": key} for key in reversed(keys)]
        self.act({"type": "key", "id": "keyboard", "actions": actions})

    def move(self, x: float, y: float, steps: int = 1) -> None:
        moves = [
            {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 40 * (steps > 1)}
        ]
        self.act(self.pointer("mouse", moves))

    def hover(self, selector: str) -> None:
        self.move(*self.middle(selector))

    def click(self, selector: str, kind: str = "mouse") -> None:
        x, y = self.middle(selector)
        self.act(
            self.pointer(
                kind,
                [
                    {"type": "pointerMove", "x": x, "y": y},
                    {"type": "pointerDown", "button": 0},
                    {"type": "pointerUp", "button": 0},
                ],
            )
        )

    def pointer(self, kind: str, actions: list[dict[str, Any]]) -> dict[str, Any]:
        parameters = {"pointerType": kind}
        return {"type": "pointer", "id": kind, "parameters": parameters, "actions": actions}

    def act(self, source: dict[str, Any]) -> None:
        self.send("WebDriver:PerformActions", actions=[source])

    def find(self, selector: str) -> str:
        found = self.send("WebDriver:FindElement", using="css selector", value=selector)
        return str(found[ELEMENT])

    def role_and_name(self, selector: str) -> tuple[str, str]:
        """Return what the accessibility tree has for an element."""
        element = self.find(selector)
        return (
            self.send("WebDriver:GetComputedRole", id=element),
            self.send("WebDriver:GetComputedLabel", id=element),
        )


@contextlib.contextmanager
def firefox() -> Iterator[Firefox]:
    """Start Firefox without a window and end it."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder)
        settings = PREFERENCES | {"marionette.port": 0}
        lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in settings.items())
        (profile / "user.js").write_text("\n".join(lines))
        command = [FIREFOX, "--headless", "--marionette", "--no-remote"]
        command += ["-remote-allow-system-access", "--profile", folder]
        quiet = subprocess.DEVNULL
        running = subprocess.Popen(command, stdout=quiet, stderr=quiet)
        try:
            yield Firefox(_port(profile, running))
        finally:
            running.terminate()
            try:
                running.wait(15)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def _port(profile: Path, running: subprocess.Popen[bytes]) -> int:
    """Return the port that Firefox chose, once it listens."""
    end = time.monotonic() + 60
    file = profile / "MarionetteActivePort"
    while True:
        if file.exists() and file.read_text().strip():
            return int(file.read_text())
        assert running.poll() is None, "Firefox stopped at once"
        assert time.monotonic() < end, "Firefox does not listen"
        time.sleep(0.05)


TYPES = {"css": "text/css", "js": "text/javascript", "xhtml": "application/xhtml+xml"}


@contextlib.contextmanager
def site() -> Iterator[Callable[..., str]]:
    """Give a function that serves ``{path: text}`` and returns the first page's address."""
    files: dict[str, str] = {}
    extra: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0].lstrip("/")
            body = files.get(path, "").encode()
            self.send_response(200 if path in files else 404)
            kind = TYPES.get(path.rsplit(".", 1)[-1], "text/html")
            headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(body))}
            for name, value in (headers | {"Cache-Control": "no-store"} | extra).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def serve(new: dict[str, str], headers: dict[str, str] | None = None) -> str:
        files.clear(), files.update(new)
        extra.clear(), extra.update(headers or {})
        return f"http://127.0.0.1:{server.server_port}/{next(iter(new))}"

    yield serve
    server.shutdown()
