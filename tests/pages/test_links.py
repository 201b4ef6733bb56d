"""No page of the documentation is out of reach, and no link in any page of the project leads nowhere."""

from __future__ import annotations

import re

import pytest

from tests.packaging.test_named import LINK, anchors, prose
from tests.packaging.tree import ROOT, files

PAGES = [name for name in files() if name.endswith(".md") and "/goldens/" not in name]
"""Every page that somebody wrote; goldens are what commands print."""
INDEXES = ("docs/README.md", "docs/adr/README.md")


def links(page: str) -> list[tuple[str, str]]:
    """The files that the page links to, from the root of the project, each with the anchor in it."""
    found = []
    for link in LINK.findall(re.sub(r"`[^`\n]*`", "", prose(page))):
        file, _, anchor = link.partition("#")
        if ":" not in file:
            target = (ROOT / page).parent.joinpath(file).resolve() if file else ROOT / page
            found.append((target.relative_to(ROOT).as_posix(), anchor))
    return found


@pytest.mark.parametrize("index", INDEXES)
def test_every_page_is_linked_from_its_index(index: str) -> None:
    folder = index.removesuffix("README.md")
    pages = {page for page in PAGES if page.startswith(folder) and "/" not in page.removeprefix(folder)}
    assert len(pages) > 10
    assert pages - {index} - {page for page, _ in links(index)} == set()


def test_the_index_of_all_leads_to_every_other() -> None:
    assert set(INDEXES[1:]) <= {page for page, _ in links(INDEXES[0])}


def test_each_page_stands_in_the_index_once() -> None:
    linked = [page for page, _ in links(INDEXES[0])]
    assert sorted(linked) == sorted(set(linked))


@pytest.mark.parametrize("page", PAGES)
def test_no_link_leads_nowhere(page: str) -> None:
    lost = [
        (target, anchor)
        for target, anchor in links(page)
        if not (ROOT / target).exists() or (anchor and anchor not in anchors(target))
    ]
    assert lost == []


def test_links_are_looked_at() -> None:
    assert ("docs/audit.md", "what-it-shows") in links("docs/checking.md")
    assert sum(len(links(page)) for page in PAGES) > 100
