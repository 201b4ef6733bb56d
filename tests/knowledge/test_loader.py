"""What a sound knowledge base becomes, and problems that concern whole files."""

from __future__ import annotations

import subprocess
import sys

import pytest

from engine.errors import KnowledgeError, Where
from engine.knowledge.conditions import All, Always, AnyOf, AtLeast, Every, InRange, No, OneOf, Unless
from engine.knowledge.loader import load_files
from engine.knowledge.model import Conclusion
from tests.knowledge.samples import GARDEN, KB, RULES_10, changed, files, garden, problems


def test_heading_words_and_goals() -> None:
    kb = garden()
    assert (kb.name, kb.version, kb.reviewed) == ("garden", "1.0.0", "2026-01-31")
    assert (kb.words.root, kb.words.singular, kb.words.plural) == ("garden", "bed", "beds")
    assert [goal.attribute for goal in kb.goals] == ["garden.advice", "bed.advice"]
    otherwise = kb.goal("bed.advice").otherwise
    assert otherwise is not None
    assert (otherwise.value, otherwise.claims) == ("wait", ("C2",))
    shown = kb.goal("garden.advice").show[0]
    assert (shown.attribute, shown.heading, shown.first, shown.others) == (
        "bed.plants",
        "Plants",
        "bed.thirsty",
        "others",
    )


def test_attributes() -> None:
    kb = garden()
    sky, heat, dry = (kb.attributes[name] for name in ("weather.sky", "weather.heat", "bed.dry"))
    assert (sky.scope, sky.type, sky.values, sky.labels["sun"]) == (
        "root",
        "enum",
        ("sun", "rain", "fog"),
        "sunshine",
    )
    assert (sky.aliases, sky.value_aliases) == (("weather.now",), {"sunny": "sun"})
    assert (heat.label, heat.unit, heat.low, heat.high, heat.integer) == ("heat", "degrees", -20, 45, True)
    assert (dry.scope, dry.values, dry.labels) == ("part", (False, True), {False: "no", True: "yes"})
    assert dry.says == {False: "{bed} is moist", True: "{bed} is dry"}
    assert [name for name, attribute in kb.attributes.items() if attribute.asked] == [
        "weather.sky",
        "weather.heat",
        "bed.plants",
        "bed.dry",
    ]


def test_sources_claims_and_parameters() -> None:
    kb = garden()
    assert kb.sources["almanac"].sections == (("spring", (1, 2)),)
    assert kb.claims["C2"].locator == "spring 1 s2, spring 1 s3"
    assert kb.claims["C3"].context == "it sets the scene"
    assert (kb.parameters["hot"].value, kb.parameters["hot"].unit) == (30, "degrees")


def test_conditions() -> None:
    rules = garden().rules
    assert rules["DRY-1"].when == All(
        (
            All(
                (
                    OneOf("bed.dry", (True,)),
                    AnyOf(
                        (
                            InRange("weather.heat", 30, None, low_open=True, parameters=("hot",)),
                            All((OneOf("bed.plants", ("fern",)), OneOf("bed.plants", ("rose",)))),
                        )
                    ),
                )
            ),
            Unless((OneOf("weather.sky", ("rain",)),)),
        )
    )
    assert rules["THIRST-1"].when == Always()
    assert rules["GARDEN-1"].when == AtLeast(
        1, All((OneOf("bed.advice", ("water",)), InRange("weather.heat", 5, 40, high_open=True)))
    )
    whole = tuple(OneOf("bed.plants", (plant,)) for plant in ("fern", "rose", "cactus"))
    assert rules["GARDEN-2"].when == AnyOf(
        (
            All((OneOf("weather.sky", ("fog",)), No(OneOf("bed.dry", (False,))))),
            AtLeast(2, All(whole)),
            Every(InRange("weather.heat", -5, 5)),
        )
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("{bed.plants: {any_of: [rose, fern]}}", OneOf("bed.plants", ("fern", "rose"))),
        ("{bed.plants: {all_of: [rose]}}", OneOf("bed.plants", ("rose",))),
        ("{bed.dry: {any_of: all}}", OneOf("bed.dry", (False, True))),
        ("{weather.now: sunny}", OneOf("weather.sky", ("sun",))),
        ("{weather.heat: 7 degrees}", InRange("weather.heat", 7, 7)),
        ("{weather.heat: {at_most: 7}}", InRange("weather.heat", None, 7)),
        (
            "{weather.heat: {between: [3.5, {parameter: hot}]}}",
            InRange("weather.heat", 3.5, 30, parameters=("hot",)),
        ),
        ("{all: [always]}", Always()),
        ("{unless: [{bed.dry: true}]}", Unless((OneOf("bed.dry", (True,)),))),
    ],
)
def test_condition_forms(written: str, read: object) -> None:
    kb = load_files(files(changed(("rules/10-beds.yaml", "when: always", f"when: {written}"))))
    assert kb.rules["THIRST-1"].when == read


def test_consequents_and_places() -> None:
    rules = garden().rules
    assert list(rules) == ["DRY-1", "DRY-2", "THIRST-1", "GARDEN-1", "GARDEN-2"]
    assert rules["THIRST-1"].then == tuple(
        Conclusion("bed.thirsty", plant, "bed.plants") for plant in ("fern", "rose", "cactus")
    )
    assert rules["DRY-2"].presumption
    assert rules["DRY-2"].then == (Conclusion("bed.dry", True),)
    assert rules["GARDEN-2"].overrides == ("GARDEN-1", "DRY-1")
    assert rules["GARDEN-2"].where == Where("kb/rules/20-garden.yaml", 10, 3)


def test_components() -> None:
    assert garden().components == (("DRY-2",), ("GARDEN-2",), ("DRY-1",), ("GARDEN-1",), ("THIRST-1",))


def test_files_are_kept_and_others_are_not_read() -> None:
    extra = {"README.md": b"\xff", "cases/a.yaml": b"]", "cases/deep/b.yml": b"", "notes/c.yaml": b"["}
    kb = load_files({**files(), **extra}, "kb")
    assert kb.files == files()
    assert kb == garden()


def test_parameters_and_constraints_may_be_left_out() -> None:
    texts = changed(("rules/10-beds.yaml", "{parameter: hot}", "30"))
    del texts["parameters.yaml"]
    texts["vocabulary.yaml"] = texts["vocabulary.yaml"].split("constraints:")[0]
    kb = load_files(files(texts))
    assert (kb.parameters, kb.constraints) == ({}, ())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"kb.yaml": None},
            "kb/kb.yaml: error[missing-file]: there is no such file (hint: a knowledge base is a folder"
            " with kb.yaml, sources.yaml, vocabulary.yaml and rules/)",
        ),
        (
            {"rules/10-beds.yaml": None, "rules/20-garden.yaml": None},
            "kb/rules: error[missing-file]: there is no file with rules (hint: add one: *.yaml)",
        ),
        (
            {"paramters.yaml": b""},
            "kb/paramters.yaml: error[file]: this is no file of a knowledge base"
            " (hint: did you mean parameters.yaml? the files are: kb.yaml, sources.yaml, vocabulary.yaml,"
            " parameters.yaml)",
        ),
        (
            {"rules/30-more.yml": b""},
            "kb/rules/30-more.yml: error[file]: rules stand in files *.yaml (hint: rename the file)",
        ),
        (
            {"rules/more/a.yaml": b""},
            "kb/rules/more/a.yaml: error[file]: folders inside rules/ are not read (hint: move the file)",
        ),
        (
            {"rules/30-more.yaml": b"rules: ["},
            "kb/rules/30-more.yaml:2:1: error[syntax]: not valid YAML: did not find expected node content",
        ),
    ],
)
def test_files_that_are_wrong(change: dict[str, bytes | None], says: str) -> None:
    changed_files = {name: data for name, data in {**files(), **change}.items() if data is not None}
    assert problems(changed_files) == [says]


def test_a_file_that_cannot_be_read_makes_no_name_unknown() -> None:
    for name in ("sources.yaml", "vocabulary.yaml", "parameters.yaml", "rules/10-beds.yaml"):
        assert [line.partition(": ")[2] for line in problems({**GARDEN, name: "a: ]"})] == [
            "error[syntax]: not valid YAML: did not find expected node content"
        ]


def test_a_condition_in_which_the_parser_finds_nothing_is_judged_by_the_schema() -> None:
    texts = {
        **changed(("rules/10-beds.yaml", "when: always", "when: {Bed.Dry: true}")),
        "vocabulary.yaml": "a: ]",
    }
    assert "kb/rules/10-beds.yaml:27:11: error[kind]: 'when' is not what can stand here" in problems(texts)


def test_a_broken_item_makes_no_name_unknown() -> None:
    says = problems(
        changed(
            (
                "vocabulary.yaml",
                "  - attribute: bed.dry\n    type: boolean",
                "  - attribute: bed.dry\n    type: bool",
            )
        )
    )
    assert len(says) == 1


def test_problems_come_in_the_order_of_files_and_lines() -> None:
    with pytest.raises(KnowledgeError) as error:
        load_files(
            files({**GARDEN, "kb.yaml": KB.replace("goals", "gaols"), "rules/00.yaml": RULES_10}), "kb"
        )
    places = [problem.where for problem in error.value.problems]
    assert places == sorted(places, key=lambda where: where or Where(""))
    assert len({where.file for where in places if where}) > 1


def test_so_many_problems_that_nobody_reads_them() -> None:
    rules = "".join(f"- {{id: R-{i}, whenn: always}}\n" for i in range(3000))
    lines = problems({**GARDEN, "rules/30.yaml": rules})
    assert lines[-1] == "kb: error[more]: there are more problems than these 200"
    assert len(lines) == 201


def test_the_types_pull_in_no_heavy_library() -> None:
    program = (
        "import sys, engine.knowledge.model, engine.knowledge.conditions, engine.knowledge.nodes;"
        "print([name for name in ('yaml', 'jsonschema_rs', 'rfc8785') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
