"""Reports as one HTML page: one style, no script, nothing from outside, nothing untrusted is markup."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from engine.advice.reported import Reported
from engine.render import flip_text, phrases
from engine.render.escape import visible
from engine.render.outline import Item
from engine.render.packs import packs_note
from engine.render.report.drawing import drawn
from engine.render.report.method import method, verifying
from engine.render.report.summary import every, summary
from engine.render.report.view import CaseView, case_view

TEMPLATES = Path(__file__).with_name("templates")
STYLES = "report.css", "graph.css"


def report_html(reported: Reported) -> str:
    """The page of one case."""
    view = case_view(reported)
    return _page("case.html", view.reported.case.name, [view], view=view, contents=contents(view))


def reports_html(found: Sequence[Reported]) -> str:
    """The page of several cases: a summary of them all, then each."""
    views = [case_view(reported, f"c{number}-", False) for number, reported in enumerate(found, 1)]
    packs = packs_note(found[0].recommendation.knowledge)
    title = phrases.counted(len(found), "case")
    more = {"views": views, "told": summary(views), "every": every(views), "packs": packs}
    return _page("several.html", title, views, **more)


def contents(view: CaseView) -> list[tuple[str, str]]:
    """The sections of a case: (anchor, name)."""
    found = [
        ("further", "What goes with it", bool(view.further or view.expected)),
        ("path", "From facts to verdicts", True),
        ("reasons", "Reasons", True),
        ("facts", "Facts", True),
        ("presumed", "Presumptions", bool(view.reported.recommendation.presumed)),
        ("open", "Unknowns", True),
        ("change", "What would change it", view.reported.flips is not None),
        ("rules", "Rules", True),
        ("claims", "Claims", True),
        ("method", "Method and limits", True),
        ("receipt", "To check it", True),
    ]
    return [(view.prefix + anchor, name) for anchor, name, there in found if there]


def _page(template: str, title: str, shown: Sequence[CaseView], **more: Any) -> str:
    style = "".join((TEMPLATES / name).read_text("utf-8") for name in STYLES)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    first = shown[0].reported
    names = frozenset(part for view in shown for part in view.reported.case.parts or ())
    given = {
        "style": Markup(style),  # it is ours
        "style_hash": Markup(f"'sha256-{digest}'"),
        "title": title,
        "tool": first.told.tool,
        "kb": first.recommendation.knowledge,
        "words": first.recommendation.knowledge.words,
    }
    return environment(names).get_template(template).render(**given, **more)


def environment(names: frozenset[str]) -> Environment:
    """Templates in which every expression is shown as it is, whatever it holds."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"sentence": _sentences(names), "capital": _capital}
    made.globals |= _WORDS
    return made


def _shown(value: object) -> object:
    """Text without hidden characters; markup of the templates themselves as it is."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentences(names: frozenset[str]) -> Callable[..., str]:
    """What makes a sentence of words: a capital, but not of a name, and a full stop."""

    def sentence(text: str, stop: bool = True) -> str:
        named = any(text.startswith(name) for name in names)
        end = "." if stop and text and text[-1] not in ".!?" else ""
        return (text if named else _capital(text)) + end

    return sentence


def _cites(detail: str) -> str:
    """The rule that a line of the form "[RULE file:line; claims]" begins with, or ""."""
    return detail[1:].split(" ")[0].rstrip("]") if detail.startswith("[") else ""


def _cited(item: Item) -> bool:
    """Whether the further lines of the entry say what its short reference says."""
    first = item.brief.split(" ")[0].rstrip(",")
    return any(detail.startswith((first, f"[{first}")) for detail in item.details)


def _whole(text: str) -> bool:
    """Whether there is room for each of its words on a line of a narrow column."""
    return all(len(word) <= 14 for word in visible(text).split())


_WORDS: Mapping[str, Any] = {
    "cited": _cited,
    "cites": _cites,
    "drawing_of": drawn,
    "flip_means": flip_text.means,
    "flip_others": flip_text.others,
    "flip_ways": flip_text.ways,
    "flip_word": flip_text.verdict_word,
    "measures": phrases.measures,
    "method_told": method,
    "place": phrases.place,
    "verifying": verifying,
    "whole": _whole,
}
