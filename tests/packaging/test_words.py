"""The engine knows no business word: whatever it says about a field comes from a knowledge base."""

from __future__ import annotations

import re

import yaml

from tests.packaging.tree import ROOT, files, words

FIELD = re.compile(
    "bpo|rpo|payroll|recruit|hire|hiring|outsourc|talent|workforce|employ|staff|onboard|headcount|vacanc|customer"
    "|accounting|overhead"
)

# Words of the vocabulary's names that say nothing about its field; one that the engine comes to use is added.
NEUTRAL = words(
    """
    aim aims alone already back background both by call center centre checks core cost costs data entry extent
    family focus full function goals house how in indicated is it keep keeping kind know need needed needs
    neither
    notes objectives on open operational other part partial performance problems quality recommendation
    reduce repetitive routine run scale scope service speed stages stronger support time to tools type
    verdict volume whole work
    a as being benchmark beyond bring broken can exceptions exit failing few fill first fixed held leaving
    lock
    lost next offer office per process refused return roles sensitive settle short slow step within year
    """
)


def vocabulary() -> set[str]:
    """Every name that the vocabulary gives to an attribute, a value or an alias of one."""
    names: set[str] = set()
    files = [ROOT / "kb" / "vocabulary.yaml", *(ROOT / "kb" / "packs").glob("*/vocabulary.yaml")]
    for attribute in (each for file in files for each in yaml.safe_load(file.read_text())["attributes"]):
        for key in ("values", "value_aliases", "aliases"):
            names.update(map(str, attribute.get(key) or ()))
        names.add(attribute["attribute"])
    return names


def engine() -> dict[str, str]:
    """Every file of the engine and of the command, without the name of the distribution."""
    texts = {name: (ROOT / name).read_text() for name in files("engine", "cli.py")}
    return {name: text.replace("outsourcing-advisor", "") for name, text in texts.items()}


def test_no_word_of_the_field_stands_in_the_engine() -> None:
    found = {name: sorted(filter(FIELD.match, words(text))) for name, text in engine().items()}
    assert {name: stems for name, stems in found.items() if stems} == {}


def test_no_name_of_the_vocabulary_stands_in_the_engine() -> None:
    names = vocabulary()
    parts = set().union(*map(words, names)) - NEUTRAL
    compound = {name for name in names if re.search(r"[._]", name)}
    assert len(parts) > 40
    assert len(compound) > 30
    any_compound = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(compound)))})\b")
    for file, text in engine().items():
        assert sorted(parts & words(text)) == [], file
        assert any_compound.findall(text) == [], file
