"""What the bubble and the section look like: colours, sizes, directions, paper, policies."""

from __future__ import annotations

import pytest

from esslink.render import Page
from esslink.render.resources import SCRIPT, STYLESHEET, asset
from esslink.render.web import Web
from esslink.terms import Term
from hosts.browser.pages import DIALOG, FILLER, SITE, TERMS, demo
from hosts.browser.test_bubble import FIRST, LAST, SECOND, text, wait_open

STYLE = "getComputedStyle(document.querySelector('.esslink-tip'))"


def bubble(page):
    return page.locator(".esslink-tip").bounding_box()


def inside(page):
    box = bubble(page)
    width, height = page.evaluate("[document.documentElement.clientWidth, innerHeight]")
    return box["x"] >= 0 and box["y"] >= 0 and (
        box["x"] + box["width"] <= width + 0.5 and box["y"] + box["height"] <= height + 0.5
    )  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_axe_violation_closed_and_open(visit, axe, scheme):
    page = visit(demo(), color_scheme=scheme)
    assert axe(page) == []
    page.hover(SECOND)
    wait_open(page)
    page.wait_for_timeout(300)
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.click(FIRST)
    assert axe(page) == []


def test_no_axe_violation_in_a_dialog(visit, axe):
    page = visit(demo(middle=DIALOG))
    page.click("#ouvrir")
    page.hover("dialog a.esslink")
    wait_open(page)
    page.wait_for_timeout(300)
    assert axe(page) == []


def test_axe_sees_what_is_wrong(visit, axe):
    page = visit(demo().replace("Ensemble des", '<span style="color:#ccc">Ensemble</span> des'))
    assert any("color-contrast" in found for found in axe(page))


def test_dark_pages_have_dark_bubbles(visit):
    page = visit(demo(), color_scheme="dark")
    page.hover(FIRST)
    wait_open(page)
    back, fore = page.evaluate(f"(s => [s.backgroundColor, s.color])({STYLE})")
    assert max(channels(back)) < 80 and min(channels(fore)) > 180


def channels(colour):
    return [float(part) for part in colour.split("(")[1].rstrip(")").split(",")[:3]]


def test_the_section_has_its_style(visit):
    page = visit(demo())
    assert page.evaluate("getComputedStyle(document.querySelector('dt')).fontWeight") == "700"


def test_variables_theme_it(visit):
    theme = "<style>:root { --esslink-bg: #fff8e1; --esslink-fg: #331; --esslink-width: 12rem }"
    page = visit(demo(site=SITE + theme + "</style>"))
    page.hover(FIRST)
    wait_open(page)
    assert channels(page.evaluate(f"{STYLE}.backgroundColor")) == [255, 248, 225]
    assert bubble(page)["width"] <= 12 * 16


def test_forced_colours_keep_a_border_and_an_underline(visit):
    page = visit(demo(), forced_colors="active")
    page.hover(FIRST)
    wait_open(page)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    style, width, ground, edge = page.evaluate(
        f"(s => [s.borderTopStyle, s.borderTopWidth, s.backgroundColor, s.borderTopColor])({STYLE})"
    )
    assert (style, width) == ("solid", "1px") and ground != edge
    line = f"getComputedStyle(document.querySelector('{FIRST.split()[0]}')).textDecorationLine"
    assert page.evaluate(line) == "underline"


def test_reduced_motion_has_no_transition(visit):
    for motion, duration in (("reduce", "0s"), ("no-preference", "0.12s")):
        page = visit(demo(), reduced_motion=motion)
        page.hover(FIRST)
        wait_open(page)
        assert page.evaluate(f"{STYLE}.transitionDuration") == duration


@pytest.mark.parametrize("size", [(320, 560), (320, 256), (1280, 800)])
def test_every_bubble_is_inside_the_window(visit, size):
    """A window of 1,280 by 1,024 at a zoom of 400 % is 320 by 256 (WCAG 2.2, 1.4.10)."""
    long = Term("longueur", definition="Définition qui n’en finit pas. " * 60)
    web = Web()
    before, after = web.reference(long, Page())
    links = f"<p>{before}Anticonstitutionnellement{after} {FILLER} {before}longueur{after}</p>"
    markup = demo(middle=links + DIALOG)
    markup = markup.replace("<dl>", f'<dl><dt id="esslink-longueur"><dfn>longueur</dfn></dt>'
                            f"<dd>{long.definition}</dd>")  # fmt: skip
    page = visit(markup, viewport={"width": size[0], "height": size[1]})
    links = page.locator("main > p a.esslink")
    for number in range(links.count()):
        link = links.nth(number)
        link.scroll_into_view_if_needed()
        link.hover()
        wait_open(page)
        page.wait_for_timeout(200)
        assert inside(page), f"link {number}: {bubble(page)}"
        assert bubble(page)["width"] >= 100 and bubble(page)["height"] >= 60
        page.keyboard.press("Escape")
        page.mouse.move(1, 1)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide), "the page scrolls sideways"


def test_right_to_left_page(visit):
    page = visit(demo(lang="ar", direction=' dir="rtl"', middle="<p>المحيطات {puits} والمناخ</p>"))
    link = page.locator("p:nth-of-type(3) a.esslink")
    link.hover()
    wait_open(page)
    assert inside(page)
    link = link.bounding_box()
    edge = bubble(page)["x"] + bubble(page)["width"]
    assert abs(edge - link["x"] - link["width"]) < 8, "not aligned with the start of the word"
    section = page.locator("aside.esslink-glossary")
    assert section.get_attribute("lang") == "fr" and section.get_attribute("dir") == "ltr"


def test_browsers_without_anchors_place_it_all_the_same(visit):
    page = visit(demo(site="<script>delete ToggleEvent.prototype.source</script>" + SITE))
    page.add_style_tag(content=".esslink-tip { position-area: none !important }")
    for which in (FIRST, LAST):
        page.locator(which).scroll_into_view_if_needed()
        page.hover(which)
        wait_open(page)
        link, box = page.locator(which).bounding_box(), bubble(page)
        gap = min(
            abs(box["y"] - link["y"] - link["height"]), abs(link["y"] - box["y"] - box["height"])
        )
        assert inside(page) and gap < 16
        page.keyboard.press("Escape")
        page.mouse.move(1, 1)


def test_on_paper_the_list_is_there_and_the_bubble_is_not(visit):
    page = visit(demo())
    page.hover(FIRST)
    wait_open(page)
    page.emulate_media(media="print")
    assert not page.locator(".esslink-tip").is_visible()
    assert page.locator("aside.esslink-glossary dd").first.is_visible()


def test_without_a_stylesheet_it_is_a_list(visit):
    page = visit(demo(Web(assets="none")))
    assert page.locator("aside dl dd").count() >= len(TERMS)
    page.click(FIRST)
    assert page.url.endswith("#esslink-biosphere")


def test_a_strict_content_security_policy_is_enough(visit):
    policy = "default-src 'none'; style-src 'self'; script-src 'self'"
    files = {
        "guide/page.html": page_of(Web(assets="linked", assets_at="commun/"), "guide/page.html"),
        "commun/" + STYLESHEET: asset(STYLESHEET),
        "commun/" + SCRIPT: asset(SCRIPT),
    }
    page = visit(files, headers={"Content-Security-Policy": policy})
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    page.reload()
    page.hover("a.esslink")
    assert "Réservoir" in wait_open(page)
    assert page.evaluate(f"{STYLE}.position") == "fixed"
    assert refused == []


def page_of(web, path):
    page = Page(lang="fr", path=path)
    before, after = web.reference(TERMS[1], page)
    return (
        f'<!DOCTYPE html><html lang="fr"><head><title>x</title>{web.head(page)}</head>'
        f"<body><p>Un {before}puits{after}.</p>{web.glossary(TERMS, page)}</body></html>"
    )


def test_xhtml_is_well_formed_and_works(visit):
    web, page = Web(), Page(lang="fr", xhtml=True)
    terms = (*TERMS, Term("limite", definition="a&nbsp;b<br>c ]]> d"))
    before, after = web.reference(TERMS[1], page)
    site = {
        "page.xhtml": '<?xml version="1.0" encoding="utf-8"?>'
        '<html xmlns="http://www.w3.org/1999/xhtml" lang="fr"><head><title>x</title>'
        f"{web.head(page)}</head><body><p>Un {before}puits{after}.</p>"
        f"{web.glossary(terms, page)}</body></html>"
    }
    opened = visit(site)
    assert opened.locator("parsererror").count() == 0
    opened.hover("a.esslink")
    assert "Réservoir" in wait_open(opened)
    assert text(opened).startswith("puits de carbone")
