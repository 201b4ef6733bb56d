"""A report fits what it is read on, and says first what matters most."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser.conftest import VIEWS, Look
from tests.browser.reports import REPORTS

pytestmark = pytest.mark.browser

MOST_PIXELS = 8_000
"""Of a longer page the screenshot has only the beginning: Chromium makes no picture that is much higher."""
OPEN_ALL = "document.querySelectorAll('details').forEach(each => each.open = true)"
STICKING_OUT = """width => {
    const scrolls = at => at && at !== document.body && at !== document.documentElement
        && (['auto', 'scroll'].includes(getComputedStyle(at).overflowX) || scrolls(at.parentElement))
    return [...document.body.querySelectorAll('*')]
        .filter(at => at.checkVisibility() && !at.matches('.out, .skip') && !scrolls(at.parentElement))
        .filter(at => !at.closest('[aria-hidden=true]') && !at.closest('.out'))
        .filter(at => at.getBoundingClientRect().right > width + 1 || at.getBoundingClientRect().left < -1)
        .map(at => `${at.tagName}.${at.getAttribute('class')}: ${at.textContent.slice(0, 60)}`)
}"""
CUT_OFF = """() => [...document.body.querySelectorAll('*')]
    .filter(at => at.checkVisibility() && !at.matches('.out') && !at.closest('svg'))
    .filter(at => !['visible', 'auto', 'scroll'].includes(getComputedStyle(at).overflowX))
    .filter(at => at.scrollWidth > at.clientWidth + 1 || at.scrollHeight > at.clientHeight + 1)
    .map(at => `${at.tagName}.${at.className}: ${at.textContent.slice(0, 60)}`)"""
OUT_OF_ITS_BOX = """() => [...document.querySelectorAll('svg a')].flatMap(node => {
    const box = node.querySelector('rect').getBBox()
    return [...node.querySelectorAll('text')]
        .filter(text => {
            const at = text.getBBox()
            return at.x < box.x || at.x + at.width > box.x + box.width + .5
                || at.y < box.y || at.y + at.height > box.y + box.height
        })
        .map(text => text.textContent)
})"""
OVERLAPPING = """() => {
    const boxes = [...document.querySelectorAll('svg a > rect:first-of-type')].map(box => box.getBBox())
    return boxes.flatMap((one, number) => boxes.slice(number + 1)
        .filter(other => one.x < other.x + other.width && other.x < one.x + one.width
            && one.y < other.y + other.height && other.y < one.y + one.height)
        .map(other => [one.x, one.y, other.x, other.y]))
}"""


@pytest.mark.parametrize("view", ["desktop", "phone", "narrow", "print"])
@pytest.mark.parametrize("name", REPORTS)
def test_nothing_sticks_out(name: str, view: str, look: Look) -> None:
    page = look(name, view)
    page.evaluate(OPEN_ALL)
    width = VIEWS[view].width  # not innerWidth: a phone widens that to what sticks out
    assert page.evaluate(STICKING_OUT, width) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.body.scrollWidth") <= width


@pytest.mark.parametrize("view", ["desktop", "phone"])
@pytest.mark.parametrize("name", REPORTS)
def test_no_text_is_cut_off(name: str, view: str, look: Look) -> None:
    page = look(name, view)
    page.evaluate(OPEN_ALL)
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("name", REPORTS)
def test_the_boxes_of_the_graph_hold_their_text_and_stand_apart(name: str, look: Look) -> None:
    page = look(name)
    assert page.evaluate(OUT_OF_ITS_BOX) == []
    assert page.evaluate(OVERLAPPING) == []


@pytest.mark.parametrize("name", ["harbour", "rooms", "several", "nothing", "many", "hostile-case"])
def test_the_text_of_the_graph_can_be_read_on_a_phone(name: str, look: Look) -> None:
    page = look(name, "phone")
    heights = page.evaluate(
        "[...document.querySelectorAll('svg a text')].map(text => text.getBoundingClientRect().height)"
    )
    assert [height for height in heights if height < 11] == []


@pytest.mark.parametrize("view", ["desktop", "phone"])
@pytest.mark.parametrize(
    "name", ["harbour", "mill", "northfield", "old", "summit", "rooms", "nothing", "many"]
)
def test_the_first_screen_has_the_case_and_its_verdict(name: str, view: str, look: Look) -> None:
    page = look(name, view)
    for what in ("h1", "#answer h2", "#answer .verdict", "#answer .lead"):
        box = page.locator(what).first.bounding_box()
        assert box is not None, what
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= VIEWS[view].height, what
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("view", ["desktop", "phone"])
def test_the_first_screen_of_several_cases_sums_them_up(view: str, look: Look) -> None:
    page = look("several", view)
    for what in ("h1", "#answer .charts figure"):
        box = page.locator(what).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= VIEWS[view].height, what


@pytest.mark.parametrize("name", ["harbour", "several"])
def test_the_dark_page_is_dark_and_the_light_one_light(name: str, look: Look) -> None:
    paper = {}
    for view in ("desktop", "dark", "print", "dark print"):
        color = look(name, view).evaluate("getComputedStyle(document.body).backgroundColor")
        paper[view] = sum(map(int, color.removeprefix("rgb(").removesuffix(")").split(","))) / 3
    assert paper["desktop"] > 240
    assert paper["dark"] < 40
    assert paper["print"] == paper["dark print"] == 255


@pytest.mark.parametrize("view", ["desktop", "phone"])
def test_the_text_can_be_twice_as_large(view: str, look: Look) -> None:
    page = look("harbour", view)
    before = page.locator("#answer .lead").bounding_box()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate(OPEN_ALL)
    after = page.locator("#answer .lead").bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] > 1.5 * before["height"]
    assert page.evaluate(STICKING_OUT, VIEWS[view].width) == []
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    "name", ["harbour", "rooms", "several", "nothing", "many", "recorded", "hostile-case"]
)
def test_screens_for_a_person_to_look_at(name: str, view: str, look: Look, tmp_path: Path) -> None:
    """They are kept where ADVISOR_SCREENSHOTS names a folder."""
    folder = Path(os.environ.get("ADVISOR_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    page = look(name, view)
    high = page.evaluate("document.documentElement.scrollHeight")
    long = min(high, MOST_PIXELS // (2 if VIEWS[view].hand else 1))
    for what, height in (("first", VIEWS[view].height), ("whole", long)):
        file = folder / f"{name}-{view.replace(' ', '-')}-{what}.png"
        page.set_viewport_size({"width": VIEWS[view].width, "height": height})
        page.screenshot(path=file)
        assert file.stat().st_size > 10_000
