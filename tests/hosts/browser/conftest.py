"""A real Chromium and a site that exists only in the test's memory."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("ESSLINK_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ORIGIN = "http://esslink.test/"
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def need(found: bool, what: str, *, by_ci: bool = True) -> None:
    """Skip, loudly, where a tool is missing; fail where CI should have it."""
    if found:
        return
    if by_ci and os.environ.get("CI") == "true":
        pytest.fail(what)
    warnings.warn(f"tests du navigateur sautés : {what}", stacklevel=2)
    pytest.skip(what)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    need(Path(CHROMIUM).exists(), f"{CHROMIUM} missing: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Any]]:
    """
    Open a page of a site given as ``{path: text}``; nothing touches the network.

    Keywords are those of a browser context (viewport, color_scheme, has_touch…).
    A script error on the page fails the test.
    """
    contexts: list[Any] = []
    errors: list[str] = []

    def open_page(
        site: str | dict[str, str], headers: dict[str, str] | None = None, **options: Any
    ) -> Any:
        files = {"": site} if isinstance(site, str) else site
        options.setdefault("viewport", {"width": 900, "height": 600})
        context = chromium.new_context(**options)
        contexts.append(context)
        types = {"css": "text/css", "js": "text/javascript", "xhtml": "application/xhtml+xml"}

        def serve(route: Any) -> None:
            path = route.request.url.removeprefix(ORIGIN).split("#")[0].split("?")[0]
            if path not in files:
                route.fulfill(status=404, body="")
                return
            kind = types.get(path.rsplit(".", 1)[-1], "text/html")
            route.fulfill(
                body=files[path],
                headers={"Content-Type": f"{kind}; charset=utf-8"} | (headers or {}),
            )

        context.route("**/*", serve)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(ORIGIN + next(iter(files)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, f"script errors: {errors}"


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """Return a function that lists what axe-core finds wrong on a page: rule, impact, element."""
    need(AXE.exists(), "axe-core missing: npm ci --prefix tests/hosts/browser")
    source = AXE.read_text(encoding="utf-8")

    def violations(page: Any) -> list[str]:
        page.evaluate(source)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
        assert len(result["passes"]) > 10, "axe ran next to nothing"
        return [
            f"{kind} {rule['id']} ({rule['impact']}): {rule['nodes'][0]['html'][:160]}"
            for kind in ("violations", "incomplete")
            for rule in result[kind]
        ]

    return violations
