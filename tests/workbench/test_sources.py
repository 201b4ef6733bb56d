"""Locators and hashes against a text of our own."""

from engine.knowledge.model import Claim, KnowledgeBase, Source, Words
from engine.workbench.sources import Located, blocks, digest, located, sentences, verify

TEXT = """A heading that ends in no mark
By someone

First   sentence, of
the opening. A second one! Is there a third? There is

\t
Alone.
"""
SECTIONS = (("opening", (2,)), ("rest", (2, 3, 4)))


def base(*claims: Claim) -> KnowledgeBase:
    return KnowledgeBase(
        name="test",
        version="1",
        title="Test",
        reviewed="2026-01-01",
        words=Words("root", "part", "parts", "Which?"),
        goals=(),
        attributes={},
        rules={},
        claims={claim.id: claim for claim in claims},
        sources={"text": Source("text", "A text", sections=SECTIONS)},
    )


def check(claim: Claim, text: str = TEXT) -> tuple[Located, ...]:
    kb = base(claim)
    return verify(kb, kb.sources["text"], text)


def test_blocks_are_separated_by_blank_lines() -> None:
    assert blocks(TEXT) == (
        "A heading that ends in no mark\nBy someone",
        "First   sentence, of\nthe opening. A second one! Is there a third? There is",
        "Alone.",
    )
    assert blocks(" \n \n") == ()


def test_sentences_end_at_marks_before_white_space() -> None:
    assert sentences("It is 3.5 m.\nNo. 7 is it?  Yes!") == ("It is 3.5 m.", "No.", "7 is it?", "Yes!")
    assert sentences("no mark at all") == ("no mark at all",)


def test_locators_count_paragraphs_within_their_section() -> None:
    found = located(Source("text", "", sections=SECTIONS), TEXT)
    assert found["opening ¶1 s1"] == "First sentence, of the opening."
    assert found["opening ¶1 s4"] == "There is"
    assert found["rest ¶2 s1"] == "Alone."
    assert "rest ¶3 s1" not in found  # the text has no fourth block


def test_a_sentence_in_its_place_is_ok() -> None:
    sha = digest("First sentence, of the opening.")
    claim = Claim("A", "text", (("opening ¶1 s1", sha),), "...")
    assert check(claim) == (
        Located("A", "opening ¶1 s1", "ok", sha, sha, "First sentence, of the opening.", ""),
    )


def test_a_changed_sentence_differs() -> None:
    sha = digest("Alone.")
    claim = Claim("A", "text", (("rest ¶2 s1", sha),), "...")
    (found,) = check(claim, TEXT.replace("Alone.", "Alone!"))
    assert (found.finding, found.sentence, found.instead) == ("hash differs", "Alone!", "")
    assert found.actual == digest("Alone!")


def test_a_moved_sentence_is_found_where_it_stands() -> None:
    claim = Claim("A", "text", (("opening ¶1 s1", digest("Alone.")),), "...")
    (found,) = check(claim)
    assert (found.finding, found.instead) == ("hash differs", "rest ¶2 s1")


def test_a_locator_beyond_the_text_is_not_found() -> None:
    claim = Claim("A", "text", (("closing ¶1 s1", digest("Alone.")), ("rest ¶2 s9", "0" * 64)), "...")
    first, second = check(claim)
    assert (first.finding, first.instead, first.actual) == ("locator not found", "rest ¶2 s1", "")
    assert (second.finding, second.instead) == ("locator not found", "")


def test_claims_on_other_sources_are_left_alone() -> None:
    assert check(Claim("A", "elsewhere", (("opening ¶1 s1", "0" * 64),), "...")) == ()
