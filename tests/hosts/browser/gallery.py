"""
Take the pictures of the gallery in a real Chromium, and write its page.

    PYTHONPATH=tests python tests/hosts/browser/gallery.py examples/gallery

The pictures are for people: what they show is held by the tests beside this file.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import sync_playwright

import esslink
from esslink.render.glossary_page import glossary_pages
from esslink.render.profiles import profile
from hosts.browser.conftest import ARGUMENTS, CHROMIUM
from hosts.browser.gallery_page import gallery_page
from hosts.browser.pages import DIALOG, SITE, demo

DESK = {"width": 860, "height": 520}


class Picture(NamedTuple):
    """A file name, the page, the browser's settings and what to do before the picture."""

    name: str
    page: str
    settings: dict[str, Any]
    act: Callable[[Any], None]


def hover(selector: str) -> Callable[[Any], None]:
    """Return an act: put the pointer on an element and let the bubble open."""

    def act(page: Any) -> None:
        page.hover(selector)
        page.wait_for_timeout(450)

    return act


def keyboard(page: Any) -> None:
    """Reach the second link with the keyboard."""
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)


def tap(page: Any) -> None:
    """Touch a link once."""
    page.tap("a.esslink >> nth=1")
    page.wait_for_timeout(300)


def follow(page: Any) -> None:
    """Follow a link to its entry."""
    page.click("a.esslink >> nth=1")
    page.mouse.move(1, 1)
    page.wait_for_timeout(300)


def typed(page: Any) -> None:
    """Filter the glossary page."""
    page.fill("input", "monnaie")
    page.wait_for_timeout(500)


def paper(page: Any) -> None:
    """Show the page as it is printed."""
    page.emulate_media(media="print")


def nothing(page: Any) -> None:
    """Leave the page as it opens."""


def plain(name: str) -> str:
    """Return a page of a profile that mail clients and feed readers can read."""
    source = (
        '<!DOCTYPE html><html lang="fr"><meta charset="utf-8"><title>x</title>'
        "<body style='font:18px/1.5 sans-serif;max-width:42rem;margin:2rem auto'>"
        "<h1>Au marché</h1><p>Une Scop et une mutuelle tiennent le stand de l’épicerie sociale"
        " et solidaire\u00a0; la coopérative laitière apporte le fromage.</p>"
    )
    matcher = esslink.compile(esslink.Lexicon.bundled("ess"))
    return esslink.annotate(source, matcher, renderer=profile(name))


def bottom(page: Any) -> None:
    """Hover the last link when it stands at the bottom of the window."""
    page.evaluate(
        "(a => scrollTo(0, a.getBoundingClientRect().bottom + scrollY - innerHeight + 30))"
        "([...document.querySelectorAll('a.esslink')].at(-1))"
    )
    hover("a.esslink >> nth=-1")(page)


def dialog(page: Any) -> None:
    """Open the modal dialog and hover the link in it."""
    page.click("#ouvrir")
    hover("dialog a.esslink")(page)


THEME = SITE.replace(
    "</style>",
    ":root { --esslink-bg: #fff8e1; --esslink-fg: #3e2723; --esslink-border: #bf360c;"
    " --esslink-line: #bf360c; --esslink-radius: 0 }</style>",
)
ARABIC = demo(lang="ar", direction=' dir="rtl"', middle="<p>المحيطات {puits} والمناخ</p>")

GLOSSARY = glossary_pages(
    esslink.Lexicon.bundled("ess"),
    used={"economie-circulaire": [("atelier.html", "L’atelier"), ("marche.html", "Le marché")]},
)["glossaire.html"]

PICTURES = (
    Picture("survol", demo(), {}, hover("a.esslink >> nth=1")),
    Picture("clavier", demo(), {}, keyboard),
    Picture("sigle", demo(), {}, hover("a.esslink >> nth=2")),
    Picture("plusieurs-sens", demo(), {}, hover("a.esslink >> nth=3")),
    Picture("sombre", demo(), {"color_scheme": "dark"}, hover("a.esslink >> nth=1")),
    Picture(
        "contrastes-forces",
        demo(),
        {"forced_colors": "active", "color_scheme": "dark"},
        hover("a.esslink >> nth=1"),
    ),
    Picture("theme", demo(site=THEME), {}, hover("a.esslink >> nth=1")),
    Picture("bas-de-page", demo(), {}, bottom),
    Picture("dialogue", demo(middle=DIALOG), {}, dialog),
    Picture("sans-script", demo(), {"java_script_enabled": False}, follow),
    Picture(
        "tactile-320",
        demo(),
        {"viewport": {"width": 320, "height": 560}, "has_touch": True, "is_mobile": True},
        tap,
    ),
    Picture(
        "zoom-400", demo(), {"viewport": {"width": 320, "height": 256}}, hover("a.esslink >> nth=1")
    ),
    Picture("droite-a-gauche", ARABIC, {}, hover("p:nth-of-type(3) a.esslink")),
    Picture("papier", demo(middle=""), {"viewport": {"width": 860, "height": 760}}, paper),
    Picture("courriel", plain("mail"), {}, nothing),
    Picture("flux", plain("feed"), {}, nothing),
    Picture("page-glossaire", GLOSSARY, {}, typed),
    Picture(
        "page-glossaire-320",
        GLOSSARY,
        {"viewport": {"width": 320, "height": 560}, "color_scheme": "dark"},
        nothing,
    ),
)


def main(folder: Path) -> None:
    """Write a PNG for each picture into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for picture in PICTURES:
            context = browser.new_context(**({"viewport": DESK} | picture.settings))
            page = context.new_page()
            page.set_content(picture.page)
            picture.act(page)
            page.screenshot(path=folder / f"{picture.name}.png")
            context.close()
            print(folder / f"{picture.name}.png")
        browser.close()
    (folder / "README.md").write_text(gallery_page(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "examples/gallery"))
