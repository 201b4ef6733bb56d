"""The article is not ours to hand on: of its sentences the project holds hashes, and no sentence itself.

Every run of words that could be a sentence is hashed, however a file wraps, quotes or indents it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import yaml

from tests.packaging.tree import ROOT, texts

LONGEST = 60
"""Words of the longest sentence looked for."""
_QUOTES = "\"'`*_“”‘’"
_MARKS = "#>|()[]{},;:-"


def test_no_sentence_of_the_article_stands_in_a_file() -> None:
    secret = {
        sentence["sha256"]
        for claim in yaml.safe_load((ROOT / "kb" / "sources.yaml").read_text())["claims"]
        for sentence in claim["sentences"]
    }
    assert len(secret) > 15
    for name, text in texts().items():
        if not name.endswith(".lock"):
            assert [run for run in runs(text) if digest(run) in secret] == [], name


def test_a_sentence_is_found_however_it_is_written() -> None:
    sentence = "So it is that (perhaps) a cat, on the mat, sleeps."
    for text in (
        f"x\n{sentence} y",
        "# So it is that (perhaps) a cat,\n# on the mat, sleeps. And",
        'says: "So it is that (perhaps) a cat, on the mat, sleeps."',
        "> *So it is that (perhaps) a cat, on\n>   the mat, sleeps.*",
        '    """So it is that (perhaps) a cat, on the mat, sleeps."""',
        'f("So it is that (perhaps) a cat, "\n  "on the mat, sleeps.")',
        "- So it is that (perhaps) a cat, on the mat, sleeps",
    ):
        assert digest(sentence) in set(map(digest, runs(text))), text


def digest(sentence: str) -> str:
    return hashlib.sha256(sentence.encode()).hexdigest()


def runs(text: str) -> Iterator[str]:
    """Every run of words from a capital letter to the end of a sentence, a quotation or a line."""
    seen: list[str] = []
    for line in text.splitlines():
        opened = re.sub("(?<=[([{=,:])[\"'`]+", " ", line.strip(_QUOTES + "#>|- \t\\"))
        written = opened.split()
        for place, raw in enumerate(written):
            bare = raw.strip(_QUOTES + _MARKS)
            seen = [*seen[1 - LONGEST :], raw.strip(_QUOTES)]
            if bare and (bare[-1] in ".!?" or place == len(written) - 1 or raw[-1] in _QUOTES):
                words = [*seen[:-1], bare if bare[-1] in ".!?" else bare + "."]
                for start, word in enumerate(words):
                    first = word.lstrip(_QUOTES + _MARKS)
                    if first[:1].isupper():
                        yield " ".join([first, *words[start + 1 :]])
