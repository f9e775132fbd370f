"""How the bubble behaves under a pointer, a keyboard and a finger (WCAG 2.2, 1.4.13)."""

from __future__ import annotations

from hosts.browser.pages import DIALOG, FILLER, SITE, demo, with_long_entry

FIRST = "a.esslink >> nth=0"
SECOND = "a.esslink >> nth=1"
ABBREVIATION = "a.esslink >> nth=2"
SEVERAL = "a.esslink >> nth=3"
LAST = "a.esslink >> nth=-1"


def text(page):
    """Return the open bubble's text, None when it is closed."""
    return page.evaluate(
        "(t => t && t.matches(':popover-open') ? t.innerText : null)"
        "(document.querySelector('.esslink-tip'))"
    )


def wait_open(page):
    page.wait_for_selector(".esslink-tip:popover-open", timeout=3000)
    return text(page)


def wait_closed(page):
    page.wait_for_function(
        "!document.querySelector('.esslink-tip')?.matches(':popover-open')", timeout=3000
    )


def focused(page):
    return page.evaluate("document.activeElement.textContent")


def test_hover_opens_the_entry_and_leaving_closes_it(visit):
    page = visit(demo())
    assert text(page) is None
    page.hover(FIRST)
    shown = wait_open(page)
    assert shown.startswith("biosphère") and "Ensemble des écosystèmes" in shown
    page.mouse.move(5, 5, steps=4)
    wait_closed(page)


def test_the_bubble_itself_can_be_hovered_and_stays(visit):
    page = visit(demo())
    page.hover(FIRST)
    wait_open(page)
    box = page.locator(".esslink-tip").bounding_box()
    link = page.locator(FIRST).bounding_box()
    assert box["y"] >= link["y"] + link["height"] - 1, "the bubble hides its word"
    page.mouse.move(link["x"] + 10, link["y"] + link["height"] - 2)
    page.mouse.move(box["x"] + 12, box["y"] + box["height"] / 2, steps=8)
    page.wait_for_timeout(2500)
    assert text(page), "closed while the pointer was on it"


def test_a_pointer_that_passes_opens_nothing(visit):
    page = visit(demo())
    box = page.locator(FIRST).bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.move(5, 5)
    page.wait_for_timeout(400)
    assert text(page) is None


def test_escape_closes_while_hovering(visit):
    page = visit(demo())
    page.hover(FIRST)
    wait_open(page)
    page.keyboard.press("Escape")
    wait_closed(page)


def test_tab_opens_in_order_and_escape_keeps_the_focus(visit):
    page = visit(demo())
    page.keyboard.press("Tab")
    assert focused(page) == "biosphère" and "biosphère" in wait_open(page)
    page.keyboard.press("Escape")
    wait_closed(page)
    assert focused(page) == "biosphère"
    page.keyboard.press("Tab")
    assert focused(page) == "puits de carbone" and "Réservoir" in wait_open(page)
    page.keyboard.press("Tab")
    assert focused(page) == "CTE" and "Accord" in wait_open(page)
    page.keyboard.press("Tab")
    assert focused(page) == "Suite", "the bubble took a place in the Tab order"
    wait_closed(page)
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "CTE" and "Accord" in wait_open(page)


def test_a_pointer_does_not_close_what_the_keyboard_opened(visit):
    page = visit(demo())
    page.keyboard.press("Tab")
    wait_open(page)
    page.hover(FIRST)
    page.mouse.move(5, 5, steps=4)
    page.wait_for_timeout(500)
    assert text(page)


def test_enter_follows_the_link_to_the_entry(visit):
    page = visit(demo())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#esslink-biosphere'")
    wait_closed(page)
    assert page.evaluate("document.querySelector(':target').textContent") == "biosphère"


def test_the_link_works_without_script(visit):
    page = visit(demo(), java_script_enabled=False)
    page.click(SECOND)
    assert page.url.endswith("#esslink-puits-de-carbone")
    assert page.locator("dt:target").inner_text() == "puits de carbone"
    assert page.locator("dt:target").bounding_box()["y"] < 600


def test_a_base_address_does_not_lead_away(visit):
    page = visit(demo(site=SITE + '<base href="http://esslink.test/ailleurs/">'))
    page.hover(FIRST)
    wait_open(page)
    page.click(FIRST)
    assert page.url == "http://esslink.test/#esslink-biosphere"


def test_first_tap_opens_and_second_follows(visit):
    page = visit(demo(), has_touch=True, is_mobile=True, viewport={"width": 320, "height": 560})
    page.tap(SECOND)
    assert "Réservoir" in wait_open(page)
    assert page.evaluate("location.hash") == ""
    page.tap(SECOND)
    page.wait_for_function("location.hash === '#esslink-puits-de-carbone'")
    wait_closed(page)


def test_a_tap_elsewhere_closes(visit):
    page = visit(demo(), has_touch=True, is_mobile=True, viewport={"width": 320, "height": 560})
    page.tap(SECOND)
    wait_open(page)
    page.touchscreen.tap(10, 10)
    wait_closed(page)
    page.tap(SECOND)
    wait_open(page)
    page.tap(FIRST)
    assert "écosystèmes" in wait_open(page)
    assert page.evaluate("location.hash") == ""


def test_nothing_moves_near_the_end_of_the_page(visit):
    page = visit(demo(middle=f"<p>{FILLER}</p>" * 3), viewport={"width": 900, "height": 400})
    page.evaluate("scrollTo(0, 1e6)")
    page.locator(LAST).scroll_into_view_if_needed()
    size = "[scrollY, document.documentElement.scrollHeight]"
    page.wait_for_timeout(100)
    before = page.evaluate(size)
    page.hover(LAST)
    wait_open(page)
    page.wait_for_timeout(200)
    assert page.evaluate(size) == before
    page.mouse.move(5, 5)
    wait_closed(page)
    assert page.evaluate(size) == before


def test_the_bubble_opens_above_at_the_bottom_of_the_window(visit):
    page = visit(demo(), viewport={"width": 900, "height": 500})
    page.evaluate(
        "(a => scrollTo(0, a.getBoundingClientRect().bottom + scrollY - innerHeight + 8))"
        "([...document.querySelectorAll('a.esslink')].at(-1))"
    )
    page.hover(LAST)
    wait_open(page)
    box = page.locator(".esslink-tip").bounding_box()
    link = page.locator(LAST).bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= link["y"] + 1


def test_inside_a_modal_dialog_escape_closes_the_bubble_first(visit):
    page = visit(demo(middle=DIALOG))
    page.click("#ouvrir")
    inside = "dialog a.esslink"
    page.hover(inside)
    assert "Réservoir" in wait_open(page)
    box = page.locator(".esslink-tip").bounding_box()
    page.mouse.move(box["x"] + 12, box["y"] + box["height"] / 2, steps=8)
    page.wait_for_timeout(600)
    assert text(page), "closed while the pointer was on it"
    page.keyboard.press("Escape")
    wait_closed(page)
    assert page.evaluate("document.getElementById('boite').open")
    page.keyboard.press("Escape")
    page.wait_for_function("!document.getElementById('boite').open")


def test_several_meanings_related_terms_and_long_form_in_one_bubble(visit):
    page = visit(demo())
    page.hover(SEVERAL)
    shown = wait_open(page)
    for words in ("(agriculture) Action", "(société) Ensemble", "(biologie)", "en bouillon"):
        assert words in shown, words
    page.hover(ABBREVIATION)
    page.wait_for_function(
        "document.querySelector('.esslink-tip').innerText.includes('contrat de transition')"
    )
    assert "(CTE)" in text(page) and "Voir aussi" in text(page)
    page.hover(SECOND)
    page.wait_for_function(
        "document.querySelector('.esslink-tip').innerText.includes('taxonomie verte')"
    )
    assert page.locator(".esslink-tip a, .esslink-tip [id]").count() == 0


def test_names_and_descriptions_in_the_accessibility_tree(visit):
    page = visit(demo())
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]

    def value(node, key):
        return node.get(key, {}).get("value", "")

    links = {value(n, "name"): n for n in nodes if value(n, "role") == "doc-glossref"}
    assert value(links["biosphère"], "description").startswith("Ensemble des écosystèmes")
    assert "biosphère" not in value(links["biosphère"], "description")
    long_form = value(links["CTE"], "description")
    assert long_form.startswith("contrat de transition écologique") and "Accord" in long_form
    meanings = value(links["culture"], "description")
    assert "cultiver" in meanings and "savoirs" in meanings and "cellules" in meanings
    landmark = [n for n in nodes if value(n, "role") == "doc-glossary"]
    assert [value(n, "name") for n in landmark] == ["Glossaire"]


def test_a_second_copy_of_the_script_does_nothing(visit):
    markup = demo()
    start = markup.index('<script data-esslink="script">')
    script = markup[start : markup.index("</script>", start) + 9]
    page = visit(markup.replace("</body>", script + "</body>"))
    page.hover(FIRST)
    wait_open(page)
    assert page.locator(".esslink-tip").count() == 1


def scrolled(page):
    return page.evaluate("document.querySelector('.esslink-tip').scrollTop")


def test_a_long_definition_is_scrolled_with_the_keyboard(visit, axe):
    page = visit(with_long_entry(), viewport={"width": 320, "height": 256})
    page.add_style_tag(content=".esslink-tip { max-block-size: 5rem !important }")
    while focused(page) != "longueur":
        page.keyboard.press("Tab")
    assert "n’en finit pas" in wait_open(page)
    assert axe(page) == []
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "esslink-tip"
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.querySelector('.esslink-tip').scrollTop > 0")
    page.wait_for_timeout(200)
    # What is scrolled out of sight has no contrast that could be measured.
    assert [one for one in axe(page) if "color-contrast" not in one] == []
    before = scrolled(page)
    page.keyboard.press("End")
    page.wait_for_function(f"document.querySelector('.esslink-tip').scrollTop > {before}")
    page.keyboard.press("Escape")
    wait_closed(page)
    assert focused(page) == "longueur"
    page.keyboard.press("Shift+Tab")
    while focused(page) != "longueur":
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "esslink-tip"
    page.keyboard.press("Tab")
    assert focused(page) == "puits de carbone", "the bubble lost the place in the Tab order"
    assert "Réservoir" in wait_open(page)
