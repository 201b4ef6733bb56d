"""A small sound knowledge base that uses the whole language, and helpers that break it."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import KnowledgeError
from engine.knowledge.loader import load_files
from engine.knowledge.model import KnowledgeBase

KB = """\
name: garden
version: 1.0.0
title: When to water
reviewed: 2026-01-31
words:
  root: garden
  singular: bed
  plural: beds
  question: Which beds are there?
goals:
  - attribute: bed.advice
    label: Bed
    sentences:
      water: "water {bed}"
      wait: "leave {bed}"
    otherwise:
      value: wait
      because: "{bed} needs nothing"
      claims: [C2]
  - attribute: garden.advice
    label: Advice
    sentences:
      water: "water {beds with bed.advice=water|it}"
      wait: leave it {{for now}}
    show:
      - {attribute: bed.plants, heading: Plants, first: bed.thirsty, others: others}
"""

SOURCES = f"""\
sources:
  - id: almanac
    title: The almanac
    author: A. Gardener
    published: 2020-02-29
    sections: {{spring: [1, 2]}}
claims:
  - id: C1
    source: almanac
    says: dry beds are watered
    sentences:
      - {{at: "spring 1 s1", sha256: {"1" * 64}}}
  - id: C2
    source: almanac
    says: other beds are left
    sentences:
      - {{at: "spring 1 s2", sha256: {"2" * 64}}}
      - {{at: "spring 1 s3", sha256: {"a" * 64}}}
  - id: C3
    source: almanac
    says: spring is lovely
    sentences:
      - {{at: "spring 1 s4", sha256: {"3" * 64}}}
    context: it sets the scene
"""

VOCABULARY = """\
attributes:
  - attribute: weather.sky
    type: enum
    values: {sun: sunshine, rain: rain, fog: fog}
    value_aliases: {sunny: sun}
    question: How is the sky?
    aliases: [weather.now]
  - attribute: weather.heat
    type: number
    unit: degrees
    range: [-20, 45]
    integer: true
    question: How hot is it?
  - attribute: bed.plants
    type: set
    values: [fern, rose, cactus]
    label: plants
    question: What grows in {bed}?
    help: Plants of {bed}, whatever the sky ({weather.sky}).
    says: "{bed} has {value}"
  - attribute: bed.dry
    type: boolean
    question: Is {bed} dry?
    says: {true: "{bed} is dry", false: "{bed} is moist"}
  - attribute: bed.thirsty
    type: set
    values: [fern, rose, cactus, herbs]
  - attribute: bed.advice
    type: enum
    values: [water, wait]
  - attribute: garden.advice
    type: enum
    values: [water, wait]
constraints:
  - id: NEVER-1
    scope: bed
    never: {weather.sky: rain, bed.dry: true}
    because: rain reaches {bed}
"""

PARAMETERS = """\
parameters:
  - name: hot
    value: 30 degrees
    unit: degrees
    definition: the day is hot
    source: almanac, 2020
"""

RULES_10 = """\
rules:
  - id: DRY-1
    title: A dry bed is watered
    scope: bed
    when:
      all:
        - bed.dry: true
        - any:
            - weather.heat: {above: {parameter: hot}}
            - bed.plants: {all_of: [rose, fern]}
      unless:
        - weather.sky: rain
    then: {bed.advice: water}
    because: "{bed} is dry under {weather.sky}"
    claims: [C1, C3]
  - id: DRY-2
    title: Beds are presumed dry in the sun
    scope: bed
    when: {weather.sky: sun, bed.plants: {any_of: all}}
    presume: {bed.dry: true}
    because: the sun shines
    claims: [C1]
    reading: sunshine dries
  - id: THIRST-1
    title: What grows is thirsty
    scope: bed
    when: always
    then: {bed.thirsty: {same_as: bed.plants}}
    because: plants drink
    claims: [C1]
"""

RULES_20 = """\
- id: GARDEN-1
  title: Water where a bed needs it
  scope: garden
  when:
    some: bed
    where: {bed.advice: water, weather.heat: {at_least: 5, below: 40 degrees}}
  then: {garden.advice: water}
  because: "{beds with bed.advice=water} need it"
  claims: [C1]
- id: GARDEN-2
  title: Fog waters
  scope: garden
  when:
    any:
      - all:
          - weather.sky: fog
          - {no: bed, where: {bed.dry: false}}
      - {at_least: 2, of: bed, where: {bed.plants: {all_of: all}}}
      - {every: bed, where: {weather.heat: {between: [-5, 5]}}}
  then: {garden.advice: wait}
  because: fog is wet
  claims: [C2]
  overrides: [GARDEN-1, DRY-1]
"""

GARDEN: Mapping[str, str] = {
    "kb.yaml": KB,
    "sources.yaml": SOURCES,
    "vocabulary.yaml": VOCABULARY,
    "parameters.yaml": PARAMETERS,
    "rules/10-beds.yaml": RULES_10,
    "rules/20-garden.yaml": RULES_20,
}


def files(texts: Mapping[str, str] = GARDEN) -> dict[str, bytes]:
    """The files as bytes."""
    return {name: text.encode() for name, text in texts.items()}


def garden() -> KnowledgeBase:
    """The sound knowledge base."""
    return load_files(files(), "kb")


def changed(*changes: tuple[str, str, str]) -> dict[str, str]:
    """The garden after each change (file, old, new); the old text must stand there exactly once."""
    texts = dict(GARDEN)
    for file, old, new in changes:
        assert texts[file].count(old) == 1, f"{old!r} stands {texts[file].count(old)} times in {file}"
        texts[file] = texts[file].replace(old, new)
    return texts


def problems(texts: Mapping[str, str | bytes]) -> list[str]:
    """What the loader says about these files, a line for each problem; [] where they are sound."""
    data = {name: text if isinstance(text, bytes) else text.encode() for name, text in texts.items()}
    try:
        load_files(data, "kb")
    except KnowledgeError as error:
        return [str(problem) for problem in error.problems]
    return []


def broken(*changes: tuple[str, str, str]) -> list[str]:
    """What the loader says about the garden after these changes."""
    return problems(changed(*changes))


PACK: Mapping[str, str] = {
    "packs/weeds/pack.yaml": """\
pack: weeds
version: 0.1.0
title: Weeds
about: Weeds drink, too.
reviewed: 2026-02-01
review_by: 2027-02-01
goals:
  - attribute: garden.weeding
    label: Weeding
    sentences: {weed: pull them}
show:
  - {goal: bed.advice, attribute: bed.weedy, heading: Weeds}
""",
    "packs/weeds/sources.yaml": """\
sources:
  - {id: herbal, title: The herbal}
claims:
  - {id: W1, source: herbal, says: weeds drink, sentences: [{at: leaf 7}]}
""",
    "packs/weeds/vocabulary.yaml": """\
attributes:
  - attribute: bed.weeds
    type: number
    unit: percent
    range: [0, 100]
    question: How many weeds are in {bed}?
    aliases: [bed.wild]
  - {attribute: bed.weedy, type: boolean}
  - {attribute: garden.weeding, type: enum, values: [weed]}
  - {attribute: soil.deep, type: boolean, question: Is the soil deep?}
""",
    "packs/weeds/parameters.yaml": """\
parameters:
  - name: many_weeds
    value: 20 percent
    unit: percent
    definition: leaves of weeds among all leaves
    source: The herbal, 2020
    statistic: upper quartile
    region: Borders
    year: 2020
    review_by: 2026-06-30
""",
    "packs/weeds/rules/10-weeds.yaml": """\
- id: WEED-1
  title: A bed full of weeds is weedy
  scope: bed
  when: {bed.weeds: {above: {parameter: many_weeds}}}
  then: {bed.weedy: true}
  because: "{bed} is full of weeds"
  claims: [W1]
- id: WEED-2
  title: A weedy bed is left alone
  scope: bed
  when: {bed.weedy: true}
  then: {bed.advice: wait}
  because: "{bed} must be weeded first"
  claims: [W1]
  overrides: [DRY-1]
- id: WEED-3
  title: Weedy beds are weeded
  scope: garden
  when: {some: bed, where: {bed.weedy: true}}
  then: {garden.weeding: weed}
  because: weeds grow
  claims: [W1]
""",
}
"""A pack of the garden."""
