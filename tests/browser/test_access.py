"""A report is open to whoever reads by ear, by keyboard, or with little sight: axe finds nothing."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import VIEWS, Look
from tests.browser.reports import REPORTS
from tests.browser.test_looks import OPEN_ALL

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRASTS = """() => {
    const numbers = color => color.match(/[\\d.]+/g).map(Number)
    const light = ([r, g, b]) => [r, g, b].map(part => part / 255)
        .map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
        .reduce((sum, part, which) => sum + part * [.2126, .7152, .0722][which], 0)
    const over = (top, below, opacity) => top.slice(0, 3).map((part, which) => {
        const alpha = (top[3] ?? 1) * opacity
        return part * alpha + below[which] * (1 - alpha)
    })
    const contrast = (one, other) => {
        const [high, low] = [light(one), light(other)].sort((a, b) => b - a)
        return (high + .05) / (low + .05)
    }
    const paper = numbers(getComputedStyle(document.body).backgroundColor)
    return [...document.querySelectorAll('svg a')].flatMap(node => {
        const box = getComputedStyle(node.querySelector('rect'))
        const back = box.fill === 'none' ? paper : over(numbers(box.fill), paper, +box.fillOpacity)
        return [...node.querySelectorAll('text')].map(text => {
            const style = getComputedStyle(text)
            const ink = over(numbers(style.fill), back, +style.opacity * +style.fillOpacity)
            return [text.textContent, +contrast(ink, back).toFixed(2), style.fill, box.fill]
        })
    })
}"""


def violations(page: Page, touched: bool = True) -> list[str]:
    """What axe finds, one line each. Paper is not `touched`: how large a link is does not matter there."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    rules = {"target-size": {"enabled": touched}}
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}, "rules": rules}).response
    assert len(found["passes"]) > 20, "axe looked"
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("name", REPORTS)
def test_axe_finds_nothing(name: str, look: Look) -> None:
    page = look(name)
    assert violations(page) == []
    page.evaluate(OPEN_ALL)
    assert violations(page) == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", ["harbour", "rooms", "several"])
def test_axe_finds_nothing_in_any_view(name: str, view: str, look: Look) -> None:
    page = look(name, view)
    page.evaluate(OPEN_ALL)
    assert violations(page, VIEWS[view].media == "screen") == []


def test_axe_would_find_what_is_wrong(look: Look) -> None:
    page = look("harbour")
    page.evaluate("document.documentElement.lang = ''")
    page.evaluate("document.querySelector('.lead').style.color = '#999'")
    page.evaluate("document.querySelector('svg a').append(document.createElement('h6'))")
    found = {line.partition(":")[0] for line in violations(page)}
    assert {"html-has-lang", "color-contrast"} <= found


@pytest.mark.parametrize("view", ["desktop", "dark", "print", "dark print"])
@pytest.mark.parametrize("name", ["harbour", "mill", "rooms", "nothing", "many"])
def test_the_graph_stands_out_from_its_ground(name: str, view: str, look: Look) -> None:
    """axe leaves drawings out."""
    page = look(name, view)
    contrasts = page.evaluate(CONTRASTS)
    assert contrasts
    assert [each for each in contrasts if each[1] < 4.5] == []


@pytest.mark.parametrize("name", ["harbour", "rooms", "many", "several"])
def test_what_is_read_aloud_has_a_name(name: str, look: Look) -> None:
    page = look(name)
    page.evaluate(OPEN_ALL)
    told = page.locator("body").aria_snapshot()
    assert (
        re.findall(r"(?m)^ *- (?:link|region|table|navigation|heading|img|article)(?: *\[.*\])?:?$", told)
        == []
    )
    assert len(re.findall(r'(?m)^ *- link "', told)) > 10


@pytest.mark.parametrize("name", REPORTS)
def test_headings_tell_the_structure(name: str, look: Look) -> None:
    page = look(name)
    page.evaluate(OPEN_ALL)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(at => +at.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.locator("main").count() == 1
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title()


def test_what_is_shown_by_shape_is_also_said(look: Look) -> None:
    """The marks of the picture have their meaning in words, for who cannot see them."""
    snapshot = look("harbour").locator("#answer").aria_snapshot()
    assert "payroll BPO" in snapshot
    assert "could be" in snapshot
    assert "settled" in snapshot


@pytest.mark.parametrize("name", ["harbour", "several"])
def test_nothing_moves(name: str, look: Look) -> None:
    """So nobody has to ask for less motion."""
    page = look(name)
    moving = """[...document.querySelectorAll('*')].map(at => getComputedStyle(at))
        .filter(style => style.animationName !== 'none'
            || style.transitionDuration !== '0s' || style.scrollBehavior !== 'auto')"""
    assert page.evaluate(f"{moving}.length") == 0
