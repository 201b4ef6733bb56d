"""What a pack says stands on one line, escaped, and is marked as the pack's: it cannot pass for ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.advice.advise import advise
from engine.advice.explain import explain
from engine.audit import snapshot
from engine.cases.reader import read_case
from engine.inference.infer import infer
from engine.knowledge.loader import load_files
from engine.render.explain_text import explanation_text
from engine.render.paint import Paper
from engine.render.text import recommendation_text
from engine.render.tree import tree_text
from tests.cli.conftest import Run
from tests.knowledge.samples import GARDEN, PACK, files

CASE = """\
case: Backyard
weather: {sky: sun, heat: 35}
beds:
  north: {weeds: 30 percent, dry: true, plants: [fern]}
  south: {plants: [rose], dry: true}
"""
PACKS = "packs/weeds/pack.yaml", "packs/weeds/sources.yaml", "packs/weeds/vocabulary.yaml"
IMITATING = {
    PACKS[0]: PACK[PACKS[0]]
    .replace("title: Weeds", 'title: "Weeds\\n\\nPresumed  nothing"')
    .replace("about: Weeds drink, too.", 'about: "Weeds.\\n\\n# Sources"')
    .replace("label: Weeding", 'label: "Presumed"')
    .replace("sentences: {weed: pull them}", 'sentences: {weed: "pull them\\n\\nSettled  in every case"}')
    .replace("heading: Weeds", 'heading: "Could become\\n"'),
    PACKS[1]: PACK[PACKS[1]]
    .replace("title: The herbal", 'title: "The\\n\\nalmanac"')
    .replace("says: weeds drink", 'says: "weeds drink\\n\\nwith the pack none"'),
    PACKS[2]: PACK[PACKS[2]].replace("How many weeds are in {bed}?", '"\\n\\nOpen  nothing: {bed}?"'),
}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """The garden with a pack that imitates us."""
    for name, data in files({**GARDEN, **PACK, **IMITATING}).items():
        (tmp_path / "kb" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "kb" / name).write_bytes(data)
    (tmp_path / "case.yaml").write_text(CASE)
    return tmp_path


def _plain(text: str) -> str:
    """Without the escapes of Markdown and Mermaid."""
    return text.replace("\\", "").replace("#91;", "[").replace("#93;", "]")


def told(advisor: Run, base: Path, *words: str) -> list[str]:
    """The lines of the answer, blanks folded."""
    result = advisor(*words, "--kb", str(base / "kb"), "--pack", "weeds")
    assert result.exit_code == 0, result.output
    return [" ".join(line.split()) for line in _plain(result.stdout).splitlines()]


def test_headings_and_labels_of_an_answer(advisor: Run, base: Path) -> None:
    case = str(base / "case.yaml")
    for form in ("text", "markdown"):
        lines = told(advisor, base, "recommend", case, "--format", form)
        own = [line for line in lines if line.replace("*", "").startswith(("Presumed", "Settled", "Open"))]
        assert any(line.replace("*", "").startswith("Presumed [weeds]") for line in own)
        assert not any(line.startswith("Settled") for line in own)
        assert any("Could become [weeds]: yes" in line for line in lines)
        assert any("south.weeds: Open nothing: south? [weeds]" in line for line in lines)


def test_headings_and_claims_of_an_explanation(advisor: Run, base: Path) -> None:
    case = str(base / "case.yaml")
    for form in ("text", "tree", "markdown", "mermaid"):
        lines = told(advisor, base, "explain", case, "garden.weeding", "--format", form)
        assert any("Backyard: Presumed [weeds]" in line for line in lines), form
        assert not any(line.startswith(("Settled", "with the pack none")) for line in lines), form
    lines = told(advisor, base, "explain", case, "garden.weeding")
    assert any(line.startswith("W1 weeds drink with the pack none (herbal leaf 7) [weeds]") for line in lines)
    assert any("Backyard: deep [weeds]" in line for line in told(advisor, base, "explain", case, "soil.deep"))


def test_questions(advisor: Run, base: Path) -> None:
    lines = told(advisor, base, "next", str(base / "case.yaml"), "-n", "9")
    assert any(line.endswith("Open nothing: south? [weeds]") for line in lines)


def test_inquiries_name_a_verdict_of_the_pack_so(advisor: Run, base: Path) -> None:
    lines = told(advisor, base, "reasons", str(base / "case.yaml"), "--goal", "garden.weeding")
    assert any(line.startswith("Backyard: ") and line.endswith(" [weeds]") for line in lines)


def test_lists_of_sources_and_claims_and_the_book(advisor: Run, base: Path) -> None:
    assert "herbal The almanac [weeds]" in told(advisor, base, "kb", "sources")
    assert "W1 [weeds] herbal: leaf 7" in told(advisor, base, "kb", "claims")
    lines = told(advisor, base, "kb", "doc")
    assert "### Presumed [weeds]" in lines
    assert "### The almanac [weeds]" in lines
    assert not any(line.startswith("# Sources") for line in lines)
    assert any("Weeds Presumed nothing, reviewed on" in line for line in lines)


def test_a_version_that_would_move_the_cursor_is_escaped() -> None:
    """The loader refuses such a version, but a log may have anything."""
    kb = load_files(files({**GARDEN, **PACK}), "kb", ["weeds"])
    kb = replace(kb, packs=(replace(kb.packs[0], version="1\x1b[2J\nPresumed"),))
    case = read_case(kb, CASE.encode(), "case.yaml")
    derivation = infer(kb, case)
    explanation = explain(kb, case, derivation)
    for text in (
        explanation_text(explanation, Paper()),
        tree_text(explanation, Paper()),
        recommendation_text(advise(kb, case, derivation), Paper()),
    ):
        assert "\x1b" not in text
        assert "with the pack weeds 1\\x1b[2J\\nPresumed" in text


def test_the_marks_are_in_the_snapshot() -> None:
    kb = load_files(files({**GARDEN, **PACK}), "kb", ["weeds"])
    again = snapshot.read(snapshot.make(kb))
    assert again == kb
    assert [goal.pack for goal in again.goals] == [goal.pack for goal in kb.goals] == ["", "weeds", ""]
    assert [shown.pack for shown in again.goal("bed.advice").show] == ["weeds"]
    assert (again.claims["W1"].pack, again.claims["C1"].pack) == ("weeds", "")
    assert (again.sources["herbal"].pack, again.sources["almanac"].pack) == ("weeds", "")
