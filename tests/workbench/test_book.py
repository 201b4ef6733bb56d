"""advisor kb doc: everything of a knowledge base stands in its book, and nothing of it is markup."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from engine.knowledge.loader import load_files, load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.render.workbench.book import blocks
from engine.render.workbench.book_html import as_html
from engine.render.workbench.book_markdown import as_markdown
from engine.render.workbench.pages import Heading, anchors
from engine.workbench.book import about, book
from engine.workbench.casetests import Outcome, cases_if_any, run
from tests.render.test_hostile import BRACED, HOSTILE, answered, clean
from tests.workbench.running import told

SHIPPED = ["kb", "examples/rooms/kb", "engine/workbench/starter", "tests/workbench/garden"]
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "h4", "p", "code"),
    *("a", "span", "div", "table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "nav"),
}  # fmt: skip
NAMES = {"lang", "charset", "http-equiv", "content", "name", "id", "class", "href", "scope"}


class Page(HTMLParser):
    """A strict reading of a page: tags paired, names unique, its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.meta: dict[str, str] = {}
        self.words = ""
        self.style = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        said = {name: value or "" for name, value in attrs}
        assert len(said) == len(attrs)
        self.names |= said.keys()
        self.ids += [said["id"]] if "id" in said else []
        self.links += [said["href"]] if "href" in said else []
        if tag == "meta":
            self.meta[said.get("http-equiv") or said.get("name") or "charset"] = said.get("content", "")
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("there is a comment")


def pages(kb: KnowledgeBase) -> tuple[str, str]:
    """The book of the knowledge base with its own cases, as Markdown and as HTML."""
    found = blocks(book(kb, run(kb, cases_if_any(kb))))
    return as_markdown(found), as_html(found, kb.title)


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_the_garden(form: str, snapshot: SnapshotAssertion) -> None:
    assert told("kb", "doc", "--format", form) == snapshot


@pytest.mark.parametrize("folder", SHIPPED)
def test_everything_stands_in_it(folder: str) -> None:
    kb = load_knowledge(folder)
    words = Page(told("kb", "doc", "--kb", folder, "--format", "html")).words
    known = [*kb.rules, *kb.claims, *kb.attributes, *kb.parameters, *(each.id for each in kb.constraints)]
    known += [rule.title for rule in kb.rules.values()] + [claim.says for claim in kb.claims.values()]
    known += [each.definition for each in kb.parameters.values()] + [s.title for s in kb.sources.values()]
    known += [claim.locator for claim in kb.claims.values()] + [rule.reading for rule in kb.rules.values()]
    known += [str(Path(file)) for file in cases_if_any(kb)]
    assert [word for word in known if word not in words] == []


@pytest.mark.parametrize("folder", SHIPPED)
def test_the_page_needs_nothing_and_allows_nothing(folder: str) -> None:
    text = told("kb", "doc", "--kb", folder, "--format", "html")
    page = Page(text)
    assert page.tags <= TAGS
    assert page.names <= NAMES
    assert len(page.ids) == len(set(page.ids))
    assert {link[:1] for link in page.links} == {"#"}
    assert {link[1:] for link in page.links} <= set(page.ids)
    hashed = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert page.meta["Content-Security-Policy"] == (
        f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"url\(|@import|https?:", page.style)


@pytest.mark.parametrize("folder", SHIPPED)
def test_links_of_markdown_lead_to_headings(folder: str) -> None:
    text = told("kb", "doc", "--kb", folder)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", re.sub(r"\\(.)", r"\1", h).lower()).replace(" ", "-") for h in headings]
    links = set(re.findall(r"\]\(#([^)]*)\)", text))
    assert links
    assert [link for link in links if link not in plain and link.rpartition("-")[0] not in plain] == []


def test_reasoning_flows_from_one_chapter_to_the_next() -> None:
    found = book(load_knowledge("examples/rooms/kb"), ())
    assert [chapter.file for chapter in found.chapters] == [
        *("rules/10-state.yaml", "rules/20-rooms.yaml", "rules/30-plan.yaml")
    ]
    assert [card.rule.id for card in found.chapters[0].rules] == ["DAMP-01", "DAMP-02", "USE-02", "USE-01"]
    assert found.chapters[1].about == "What is due in a room?"


def test_files_and_rules_are_put_in_order_whatever_they_are_called() -> None:
    files = dict(load_knowledge("examples/rooms/kb").files)
    state, plan = files.pop("rules/10-state.yaml"), files.pop("rules/30-plan.yaml")
    head, *rules = state.decode().split("\n\n")
    files["rules/90-state.yaml"] = "\n\n".join((head, *reversed(rules))).encode()
    files["rules/00-plan.yaml"] = plan
    found = book(load_files(files), ())
    assert [chapter.file[6:] for chapter in found.chapters] == [
        "90-state.yaml",
        "20-rooms.yaml",
        "00-plan.yaml",
    ]
    assert [card.rule.id for card in found.chapters[0].rules] == ["USE-02", "USE-01", "DAMP-02", "DAMP-01"]


def test_no_two_headings_have_one_name() -> None:
    headings = [Heading(2, text, f"{number}") for number, text in enumerate(("A", "a-1", "a", "a!", "a-1"))]
    assert anchors(headings) == {"0": "a", "1": "a-1", "2": "a-2", "3": "a-3", "4": "a-1-1"}


def test_what_silences_a_presumption() -> None:
    found = {each.card.rule.id: each for each in book(load_knowledge("kb"), ()).presumptions}
    assert found["CORE-01"].stated
    assert found["CORE-01"].silenced_by == ()
    assert not found["FAM-03"].stated
    assert found["FAM-03"].silenced_by == ("FAM-01", "FAM-02")


def test_the_comment_at_the_head_of_a_file() -> None:
    assert (
        about(b"# yaml-language-server: $schema=x\n# Which,\n#  and how?\n\n# Not this.\n- id: A\n")
        == "Which, and how?"
    )
    assert about(b"- id: A\n# no\n") == about(b"") == ""


def test_cases_that_fail_and_cases_that_cannot_be_read(garden: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("expect: {verdicts: {garden.effort: high}}\n", "utf-8")
    (tmp_path / "typo.yaml").write_text("bets: {}\n", "utf-8")
    outcomes = run(garden, sorted(map(str, tmp_path.glob("*.yaml"))))
    text = as_markdown(blocks(book(garden, outcomes)))
    assert "- FAILS: garden.effort: expected high, got low\n" in text
    assert "- FAILS: " in text.partition("typo.yaml")[2]


def test_a_knowledge_base_without_cases(garden: KnowledgeBase) -> None:
    text = as_markdown(blocks(book(garden, ())))
    assert "## Cases" not in text
    assert "- fires in: no case\n" in text


def hostile() -> KnowledgeBase:
    kb = answered()[0]
    attributes = {name: replace(each, help=f"help{BRACED}") for name, each in kb.attributes.items()}
    return replace(kb, attributes=attributes)


def hostile_outcomes(kb: KnowledgeBase) -> tuple[Outcome, ...]:
    return (Outcome(f"cases/{HOSTILE}.yaml", answered()[1], answered()[2]),)


def test_hostile_text_is_no_html() -> None:
    kb = hostile()
    text = as_html(blocks(book(kb, hostile_outcomes(kb))), kb.title)
    assert [line for line in text.split("\n") if not clean(line)] == []
    page = Page(text)
    assert page.tags <= TAGS
    assert page.names <= NAMES
    assert {link[:1] for link in page.links} == {"#"}
    assert page.words.count("<b>|[x](javascript:y)`{{0.__class__}}{0}%%{init}\"'#;") > 50


def test_hostile_text_is_no_markdown() -> None:
    markdown_it = pytest.importorskip("markdown_it")
    kb = hostile()
    text = as_markdown(blocks(book(kb, hostile_outcomes(kb))))
    assert [line for line in text.split("\n") if not clean(line)] == []
    parser = markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table")
    tokens = parser.parse(text)
    assert not {token.type for token in tokens} & {
        "html_block",
        "fence",
        "code_block",
        "blockquote_open",
        "hr",
    }
    inner = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inner} <= {
        *("text", "strong_open", "strong_close", "link_open", "link_close", "code_inline")
    }
    assert {child.attrs["href"][:1] for child in inner if child.type == "link_open"} == {"#"}
