"""Whatever a case or a knowledge base says is text, and stays in its place."""

from __future__ import annotations

import pytest

from engine.render.escape import visible
from tests.browser.conftest import Look
from tests.browser.reports import EMOJI, HIDDEN, LONG_NAME, LONG_WORD, MARKUP, RIGHT_TO_LEFT
from tests.browser.test_looks import OPEN_ALL

pytestmark = pytest.mark.browser

SAID = {
    "hostile-case": (*MARKUP, LONG_NAME, LONG_WORD, RIGHT_TO_LEFT, EMOJI),
    "hostile": (HIDDEN, *MARKUP, LONG_WORD, RIGHT_TO_LEFT, EMOJI),
}
TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "main",
        "nav",
        "section",
        "article",
        "figure",
    ),
    *(
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "a",
        "b",
        "strong",
        "span",
        "code",
        "br",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
    ),
    *("div", "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary", "figcaption"),
    *("svg", "g", "path", "circle", "rect", "line", "text", "desc", "symbol", "use"),
}


@pytest.mark.parametrize("name", SAID)
def test_it_is_shown_as_text(name: str, look: Look) -> None:
    page = look(name)
    text = page.evaluate("document.body.textContent")
    assert [said for said in SAID[name] if visible(said) not in text] == []


@pytest.mark.parametrize("name", SAID)
def test_no_element_and_no_attribute_comes_of_it(name: str, look: Look) -> None:
    page = look(name)
    elements = page.evaluate("[...document.querySelectorAll('*')].map(at => at.localName)")
    assert set(elements) <= TAGS
    used = page.evaluate("[...document.querySelectorAll('use')].map(at => at.getAttribute('href'))")
    assert [each for each in used if not each.startswith("#mark-")] == []
    attributes = page.evaluate(
        "[...document.querySelectorAll('*')]"
        ".flatMap(at => [...at.attributes].map(each => [each.name, each.value]))"
    )
    assert [each for each in attributes if each[0].startswith("on")] == []
    assert {name for name, _ in attributes} & {
        "style",
        "src",
        "srcset",
        "action",
        "xlink:href",
        "target",
    } == set()
    assert [value for name, value in attributes if name == "href" and not value.startswith("#")] == []


@pytest.mark.parametrize("name", SAID)
def test_nothing_hidden_is_in_it(name: str, look: Look) -> None:
    """No character turns text around, hides or joins others."""
    text = look(name).evaluate("document.documentElement.outerHTML")
    assert [ch for ch in text if ch != visible(ch) and ch != "\n"] == []


@pytest.mark.parametrize("view", ["desktop", "phone", "print"])
@pytest.mark.parametrize("name", SAID)
def test_clicking_around_opens_nothing(name: str, view: str, look: Look) -> None:
    page = look(name, view)
    page.evaluate(OPEN_ALL)
    page.evaluate("""document.querySelectorAll('a, summary, h1, td').forEach(at =>
        at.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true})))""")
    page.wait_for_timeout(200)
    assert page.evaluate("location.protocol") == "file:", "and `look` has seen no complaint"
