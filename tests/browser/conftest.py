"""Reports in a real Chromium, as their readers have them. Whatever a page complains of fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.browser.reports import REPORTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class View:
    """What somebody looks at a page with."""

    width: int
    height: int
    color: Literal["light", "dark"] = "light"
    media: Literal["screen", "print"] = "screen"
    hand: bool = False
    """A device held in the hand: fine pixels, touched."""


VIEWS = {
    "desktop": View(1280, 900),
    "dark": View(1280, 900, "dark"),
    "phone": View(390, 844, hand=True),
    "dark phone": View(390, 844, "dark", hand=True),
    "narrow": View(320, 640),
    "print": View(680, 960, media="print"),  # an A4 page within margins of 15 mm
    "dark print": View(680, 960, "dark", "print"),
}


def chromium() -> str:
    """The browser to drive: that of ADVISOR_CHROMIUM, or the first one on the PATH."""
    named = os.environ.get("ADVISOR_CHROMIUM")
    found = next(filter(None, map(shutil.which, [named] if named else CHROMIUM)), None)
    if found is None:
        where = (
            f"ADVISOR_CHROMIUM={named} is no program" if named else f"none of {', '.join(CHROMIUM)} is here"
        )
        pytest.fail(f"no Chromium: {where}; Debian: apt install chromium", pytrace=False)
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pytest.fail("no Playwright here: make test-browser installs it", pytrace=False)
    with sync_playwright() as playwright:
        args = ["--no-sandbox", "--disable-gpu"]
        opened = playwright.chromium.launch(executable_path=chromium(), args=args)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """`report("harbour")`: the file of that report, made once."""
    folder = tmp_path_factory.mktemp("reports")

    def made(name: str) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            REPORTS[name](path)
        return path

    return made


@pytest.fixture
def complaints() -> list[str]:
    """All that went wrong in the pages of the test."""
    return []


Look = Callable[..., "Page"]


@pytest.fixture
def look(
    browser: Browser,
    report: Callable[[str], Path],
    complaints: list[str],
) -> Iterator[Look]:
    """`look("harbour", "phone")`: that report opened so; with `scripts=False` the browser runs none.

    A test that makes a page complain takes what it said out of `complaints`.
    """
    contexts: list[BrowserContext] = []

    def opened(name: str, view: str = "desktop", scripts: bool = True) -> Page:
        seen = VIEWS[view]
        context = browser.new_context(
            viewport={"width": seen.width, "height": seen.height},
            device_scale_factor=2 if seen.hand else 1,
            has_touch=seen.hand,
            is_mobile=seen.hand,
            color_scheme=seen.color,
            reduced_motion="reduce",
            java_script_enabled=scripts,
            offline=True,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        address = report(name).as_uri()
        _listen(context, page, address, complaints)
        page.emulate_media(media=seen.media, color_scheme=seen.color)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _listen(context: BrowserContext, page: Page, address: str, complaints: list[str]) -> None:
    """The page may ask for nothing but itself, say nothing, open nothing."""

    def asked(request: Any) -> None:
        if request.url.partition("#")[0] != address:
            complaints.append(f"request: {request.url}")

    def spoke(dialog: Any) -> None:
        complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    context.on("request", asked)
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on("dialog", spoke)
    page.on("popup", lambda other: complaints.append(f"window: {other.url}"))
    page.on("download", lambda file: complaints.append(f"download: {file.url}"))
    page.on("websocket", lambda socket: complaints.append(f"socket: {socket.url}"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """BROWSER_REPORTS names the reports to read, with commas between them; without it all are."""
    if not (wanted := os.environ.get("BROWSER_REPORTS")):
        return
    left = [item for item in items if not _reads(item, wanted.split(","))]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


def _reads(item: pytest.Item, wanted: list[str]) -> bool:
    params = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return params.get("name") not in REPORTS or params["name"] in wanted
