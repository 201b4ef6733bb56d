"""A report is one file that needs nothing else, no script, and whose links all lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Look
from tests.browser.reports import PLAIN, REPORTS
from tests.browser.test_looks import OPEN_ALL

pytestmark = pytest.mark.browser

WHOLE = "document.documentElement.outerHTML"


@pytest.mark.parametrize("name", REPORTS)
def test_it_opens_without_a_word_or_a_request(name: str, look: Look) -> None:
    page = look(name)
    page.evaluate(OPEN_ALL)
    page.mouse.move(300, 300)
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(100)
    assert page.locator("h1").is_visible(), "and `look` has seen no complaint"


@pytest.mark.parametrize("name", PLAIN)
def test_it_is_small_enough_to_be_sent(name: str, report: Callable[[str], Path]) -> None:
    assert report(name).stat().st_size < 500_000


@pytest.mark.parametrize("name", REPORTS)
def test_its_policy_allows_one_style_and_nothing_else(name: str, look: Look) -> None:
    page = look(name)
    meta = page.locator("head meta[http-equiv='Content-Security-Policy']")
    policy = dict(
        part.strip().partition(" ")[::2] for part in (meta.get_attribute("content") or "").split(";")
    )
    assert policy.pop("default-src") == "'none'"
    assert policy.pop("base-uri") == policy.pop("form-action") == "'none'"
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", policy.pop("style-src"))
    assert policy == {}
    order = page.evaluate("[...document.head.children].map(at => at.tagName + (at.httpEquiv ?? ''))")
    assert order.index("METAContent-Security-Policy") < order.index("STYLE")
    assert order.index("METAContent-Security-Policy") <= 1, "after the charset"
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px", "the style is let in"


def test_what_got_into_the_page_could_do_nothing(look: Look, complaints: list[str]) -> None:
    page, failed = look("harbour"), []
    page.on("requestfailed", lambda request: failed.append((request.url, request.failure)))
    page.evaluate("""() => {
        const add = (tag, more) => document.body.append(Object.assign(document.createElement(tag), more))
        add('script', {textContent: 'window.ran = 1'})
        add('img', {src: 'data:,', onerror: null})
        add('img', {src: 'https://example.com/x.png'})
        add('iframe', {srcdoc: '<script>parent.ran = 2</script>'})
        add('style', {textContent: 'body { margin: 77px }'})
        document.body.insertAdjacentHTML('beforeend', '<b onclick="window.ran = 3" id="handler">x</b>')
        document.getElementById('handler').click()
        document.body.insertAdjacentHTML('beforeend', '<b style="color: red" id="styled">x</b>')
    }""")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran ?? 0") == 0
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
    assert page.evaluate("getComputedStyle(document.getElementById('styled')).color") != "rgb(255, 0, 0)"
    refused = [each for each in complaints if "Content Security Policy" in each]
    assert len(refused) >= 6
    assert {each for each in complaints if not each.startswith("error: ")} <= {
        f"request: {url}" for url, _ in failed
    }
    assert [why for _, why in failed if "csp" not in (why or "").lower()] == []
    complaints.clear()


@pytest.mark.parametrize("name", REPORTS)
def test_every_place_has_one_name_and_every_link_a_place(name: str, look: Look) -> None:
    page = look(name)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(at => at.id)")
    assert [id for id in ids if ids.count(id) > 1] == []
    links = page.evaluate("[...document.querySelectorAll('a')].map(at => at.getAttribute('href'))")
    assert links
    assert [link for link in links if not (link or "").startswith("#")] == []
    assert sorted({link for link in links if link[1:] not in ids}) == []
    for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers"):
        told = page.evaluate(
            "name => [...document.querySelectorAll(`[${name}]`)].map(at => at.getAttribute(name))", name
        )
        assert [id for each in told for id in each.split() if id not in ids] == [], name


@pytest.mark.parametrize("name", ["harbour", "rooms", "several", "recorded"])
@pytest.mark.parametrize("view", ["desktop", "phone"])
def test_every_link_brings_its_place_into_view(name: str, view: str, look: Look) -> None:
    page = look(name, view)
    links = page.evaluate(
        "[...new Set([...document.querySelectorAll('a')].map(at => at.getAttribute('href')))]"
    )
    for link in links:
        page.evaluate("link => { location.hash = link }", link)
        at = page.evaluate("""() => {
            const at = document.querySelector(':target'), box = at.getBoundingClientRect()
            return [at.checkVisibility() && box.height > 0, box.top, box.bottom, innerHeight]
        }""")
        seen, top, bottom, height = at
        assert seen, link
        assert -1 <= top < height, link
        assert bottom > 0, link


@pytest.mark.parametrize("name", REPORTS)
def test_it_is_the_same_without_scripts(name: str, look: Look) -> None:
    assert look(name, scripts=False).evaluate(WHOLE) == look(name).evaluate(WHOLE)


@pytest.mark.parametrize("name", ["harbour", "several"])
def test_details_open_and_close_without_scripts(name: str, look: Look) -> None:
    page = look(name, scripts=False)
    tried = 0
    for details in page.locator("details").all():
        summary = details.locator("> summary")
        if not summary.is_visible():
            continue
        tried += 1
        was = details.evaluate("at => at.open")
        for _ in range(2):
            summary.click(position={"x": 3, "y": 8})
            was = not was
            assert details.evaluate("at => at.open") == was
            inner = details.locator("> :not(summary)")
            assert inner.first.is_visible() == was
    assert tried > 3
