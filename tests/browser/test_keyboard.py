"""Everything can be reached and followed without a mouse, and one sees where one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import Look
from tests.browser.test_looks import OPEN_ALL

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Page

pytestmark = pytest.mark.browser

NUMBER_ALL = """() => {
    const all = [...document.querySelectorAll('a[href], summary, [tabindex]')]
        .filter(at => at.checkVisibility())
    all.forEach((at, number) => { at.__number = number })
    return all.length
}"""
WHERE = """() => {
    const at = document.activeElement
    const box = at.getBoundingClientRect()
    const holders = []
    for (let up = at.parentElement; up && up !== document.body; up = up.parentElement)
        if (['auto', 'scroll'].includes(getComputedStyle(up).overflowX))
            holders.push(up.getBoundingClientRect())
    const seen = [{left: 0, top: 0, right: innerWidth, bottom: innerHeight}, ...holders]
    return {
        number: at.__number ?? null,
        what: `${at.tagName}.${at.getAttribute('class') ?? ''} ${at.textContent.trim().slice(0, 40)}`,
        kind: [at.tagName, at.getAttribute('class'), at.parentElement?.getAttribute('class')].join(),
        box: {x: box.x, y: box.y, width: box.width, height: box.height},
        inView: seen.every(each => box.left < each.right - 4 && box.right > each.left + 4
            && box.top < each.bottom - 4 && box.bottom > each.top + 4),
    }
}"""
TARGET = """() => {
    const at = document.querySelector(':target')
    if (!at) return null
    const box = at.getBoundingClientRect()
    return {id: at.id, seen: at.checkVisibility(), top: box.top, bottom: box.bottom, height: innerHeight,
        card: at.matches('.card'), says: at.textContent.trim()}
}"""


def stops(page: Page) -> list[dict[str, Any]]:
    """Where the tab key goes, from the top to the end."""
    count, found = page.evaluate(NUMBER_ALL), []
    for _ in range(count + 1):
        page.keyboard.press("Tab")
        at = page.evaluate(WHERE)
        if at["number"] is None:
            break
        found.append(at)
    assert [at["number"] for at in found] == list(range(count))
    return found


@pytest.mark.parametrize("name", ["harbour", "rooms", "several", "nothing"])
@pytest.mark.parametrize("opened", [False, True], ids=["as it comes", "opened"])
@pytest.mark.parametrize("view", ["desktop", "phone"])
def test_the_tab_key_reaches_everything_in_order_and_in_view(
    name: str, view: str, opened: bool, look: Look
) -> None:
    page = look(name, view)
    if opened:
        page.evaluate(OPEN_ALL)
    assert [at["what"] for at in stops(page) if not at["inView"]] == []


def test_the_tab_key_works_without_scripts(look: Look) -> None:
    assert stops(look("harbour", scripts=False))


@pytest.mark.parametrize("view", ["desktop", "dark"])
@pytest.mark.parametrize("name", ["harbour", "several"])
def test_one_sees_where_one_is(name: str, view: str, look: Look) -> None:
    """Pixels differ; one of each kind is tried."""
    page = look(name, view)
    count, kinds = page.evaluate(NUMBER_ALL), set()
    for _ in range(count):
        page.keyboard.press("Tab")
        at = page.evaluate(WHERE)
        if at["kind"] in kinds:
            continue
        kinds.add(at["kind"])
        left, top = max(at["box"]["x"] - 8, 0), max(at["box"]["y"] - 8, 0)
        clip: FloatRect = {
            "x": left,
            "y": top,
            "width": min(at["box"]["width"] + 16, 1280 - left),
            "height": min(at["box"]["height"] + 16, 900 - top),
        }
        there = page.screenshot(clip=clip)
        page.evaluate("window.was = document.activeElement; was.blur()")
        assert page.screenshot(clip=clip) != there, at["what"]
        page.evaluate("was.focus({preventScroll: true, focusVisible: true})")
    assert len(kinds) >= 4


@pytest.mark.parametrize("view", ["desktop", "phone"])
@pytest.mark.parametrize("name", ["harbour", "rooms"])
def test_enter_on_a_box_of_the_graph_goes_to_what_it_is_about(name: str, view: str, look: Look) -> None:
    page = look(name, view)
    boxes = page.locator("svg a[href^='#']")
    cards = 0
    assert boxes.count() > 10
    for box in boxes.all():
        box.focus()
        page.keyboard.press("Enter")
        target = page.evaluate(TARGET)
        assert target is not None, box.text_content()
        assert f"#{target['id']}" == box.get_attribute("href")
        assert target["seen"]
        assert -1 <= target["top"] < target["height"] - 20
        if target["card"]:
            cards += 1
            assert target["bottom"] <= target["height"] or target["top"] < 40, "the card is in view"
            assert target["says"].split()[0] in (box.text_content() or "")
    assert cards > 3


def test_one_comes_back_from_a_card_to_the_graph(look: Look) -> None:
    page = look("harbour")
    box = page.locator("svg a[href*='rule-']").first
    box.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(TARGET)["card"]
    page.go_back()
    assert page.evaluate("location.hash") == ""
    y = box.bounding_box()
    assert y is not None
    assert 0 <= y["y"] < 900


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_details_open_and_close_by_key(key: str, look: Look) -> None:
    page = look("harbour", scripts=False)
    for details in page.locator("details").all():
        if not details.is_visible():
            continue
        was = details.evaluate("at => at.open")
        details.locator("> summary").focus()
        page.keyboard.press(key)
        assert details.evaluate("at => at.open") != was
        page.keyboard.press(key)
        assert details.evaluate("at => at.open") == was


def test_the_skip_link_comes_first_and_leads_to_the_answer(look: Look) -> None:
    for name in ("harbour", "several"):
        page = look(name)
        page.keyboard.press("Tab")
        at = page.evaluate(WHERE)
        assert "answer" in at["what"].lower()
        assert at["inView"]
        page.keyboard.press("Enter")
        target = page.evaluate(TARGET)
        assert target is not None
        assert 0 <= target["top"] < 900
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#answer') !== null || scrollY > 0")
