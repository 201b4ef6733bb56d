"""On paper a report has all that it has on the screen, also what is folded away there."""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import Look

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PAPERS = {"A4": (595, 842), "Letter": (612, 792)}
TOLD = ("harbour", "mill", "rooms", "several", "nothing", "many", "recorded")
TEXTS = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found = []
    while (walker.nextNode()) {
        const at = walker.currentNode
        if (!at.parentElement.closest('nav, title, desc, .out, .skip, .again')) found.push(at.data)
    }
    return found
}"""


def printed(page: Page, paper: str) -> list[Any]:
    """The sheets, as a browser prints them, whatever `look` has it show."""
    from pypdf import PdfReader

    page.emulate_media(media="print")
    return list(PdfReader(io.BytesIO(page.pdf(format=paper, print_background=False))).pages)


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", TOLD)
def test_all_of_it_is_on_paper(name: str, paper: str, scripts: bool, look: Look) -> None:
    page = look(name, scripts=scripts)
    told = [squeezed(text) for text in page.evaluate(TEXTS) if text.strip()]
    assert len(told) > 50
    on_paper = squeezed("".join(sheet.extract_text() for sheet in printed(page, paper)))
    assert [text for text in told if text not in on_paper] == []


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", TOLD)
def test_sheets_have_their_size_and_none_is_empty(name: str, paper: str, look: Look) -> None:
    sheets = printed(look(name), paper)
    for sheet in sheets:
        size, text = (
            (float(sheet.mediabox.width), float(sheet.mediabox.height)),
            squeezed(sheet.extract_text()),
        )
        turned = size[0] > size[1]
        assert sorted(size) == pytest.approx(PAPERS[paper], abs=1)
        assert not turned or squeezed("From facts to verdicts") in text, (
            "a broad graph has a sheet of its own"
        )
        assert len(text) > 40


@pytest.mark.parametrize("name", TOLD)
def test_the_first_sheet_has_the_answer(name: str, look: Look) -> None:
    page = look(name)
    first = squeezed(printed(page, "A4")[0].extract_text())
    for what in ("h1", "#answer h2"):
        assert squeezed(page.locator(what).first.inner_text()) in first


@pytest.mark.parametrize("name", TOLD)
def test_what_is_folded_away_is_unfolded(name: str, look: Look) -> None:
    page = look(name, "print")
    folded = page.evaluate("""() => [...document.querySelectorAll('details > :not(summary)')]
        .filter(at => !at.checkVisibility() || at.getBoundingClientRect().height === 0)
        .map(at => at.textContent.trim().slice(0, 60))""")
    assert folded == []


@pytest.mark.parametrize("name", TOLD)
def test_a_heading_stays_with_what_follows_and_a_card_in_one_piece(name: str, look: Look) -> None:
    page = look(name, "print")
    headings = page.evaluate(
        "[...new Set([...document.querySelectorAll('h2, h3, summary')]"
        ".map(at => getComputedStyle(at).breakAfter))]"
    )
    assert headings in ([], ["avoid"])
    pieces = page.evaluate(
        "[...new Set([...document.querySelectorAll('tr, .card')]"
        ".map(at => getComputedStyle(at).breakInside))]"
    )
    assert pieces in ([], ["avoid"])


@pytest.mark.parametrize("name", TOLD)
def test_the_graph_fits_on_a_sheet(name: str, look: Look) -> None:
    page = look(name, "print")
    for graph in page.locator("svg:has(a)").all():
        box = graph.bounding_box()
        assert box is not None
        assert box["width"] <= 681
        assert box["height"] <= 1000, "a sheet of Letter is as high within its margins"
        smallest = min(
            graph.locator("text").evaluate_all("all => all.map(at => at.getBoundingClientRect().height)")
        )
        assert smallest > 6.9, "it can be read: 5 points, and more on a sheet of its own that is turned"


def test_nothing_but_ink_on_white(look: Look) -> None:
    """Also from a dark screen."""
    page = look("harbour", "dark print")
    colors = page.evaluate("""() => [...document.querySelectorAll('body, section, article, td, rect')]
        .map(at => [getComputedStyle(at).backgroundColor, getComputedStyle(at).fill])""")
    assert {back for back, _ in colors} <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
