"""advisor flip and advisor reasons: what they refuse, what they hint at, and that what they say is so."""

import json
import re
import shlex

import pytest

from engine.commands.reading import Chosen
from engine.commands.trying import Trying
from engine.inference.infer import in_process
from tests.cli.conftest import ROOT, Run
from tests.cli.test_schemas import EVERY, valid

DENTAL, LANE = "examples/mill-street-dental.yaml", "examples/harbour-lane.yaml"
ROOMS = ("examples/rooms/case.yaml", "--kb", "examples/rooms/kb")


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (
            f"flip {DENTAL} --to bpo",
            "error[flip-to]: the recommendation is BPO already (hint: without --to every other verdict is "
            "looked for)",
        ),
        (
            f"flip {DENTAL} --to bbo",
            "error[verdict]: 'bbo' is no verdict on the business (hint: did you mean bpo? verdicts are: "
            "Recommendation: BPO, RPO, both, neither; Scope of RPO: all of recruiting, part of recruiting)",
        ),
        (
            f"flip {DENTAL} --keep dentistry.cor",
            "error[keep]: 'dentistry.cor' is no attribute and no fact of this case (hint: did you mean "
            "dentistry.core?)",
        ),
        (
            f"flip {DENTAL} --keep function.family",
            "error[keep]: function.family is derived, no case states it (hint: name a fact that it follows "
            "from)",
        ),
        (
            "flip examples/summit-credit-union.yaml --unknowns free",
            "error[unknowns]: the recommendation is undetermined: the unknowns alone can change it, so "
            "nothing holds whatever they are (hint: --unknowns kept looks at the case as things stand)",
        ),
        (
            f"reasons {DENTAL} --goal rpo.scop",
            "error[goal]: 'rpo.scop' is no goal (hint: did you mean rpo.scope? goals are: "
            "business.recommendation, rpo.scope, function.verdict)",
        ),
        (
            f"reasons {DENTAL} --goal function.verdict",
            "error[goal]: function.verdict is about a function (hint: name one with --of)",
        ),
        (
            f"reasons {DENTAL} --goal rpo.scope --of dentistry",
            "error[goal]: rpo.scope is about the business (hint: leave out --of)",
        ),
        (
            f"reasons {DENTAL} --of denistry",
            "error[verdict-of]: no function is called 'denistry' (hint: did you mean dentistry? listed are: "
            "bookkeeping, dentistry, front_desk, business)",
        ),
    ],
)
def test_refused(command: str, says: str, advisor: Run) -> None:
    result = advisor(*shlex.split(command))
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{says}\n")


def lines(text: str) -> str:
    """The text with its lines joined."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (
            "flip kb/cases/nothing-is-known.yaml",
            "Nothing is stated, so no change could give another verdict. Answers to what is unknown could, "
            "by themselves. To ask advisor next kb/cases/nothing-is-known.yaml",
        ),
        (
            "flip examples/summit-credit-union.yaml --to rpo -q",
            "No change of what is stated would give RPO, as things stand. Answers to what is unknown "
            "could, by themselves. Left alone: loan_processing.kind and member_services.kind (not "
            "changeable)",
        ),
        (
            f"flip {DENTAL} --to rpo --keep hiring.struggles --keep hiring.goals --keep hiring.bottleneck",
            "No change of what is stated could give RPO, whatever the unknowns are. Changes of what is left "
            "alone could. Left alone: bookkeeping.kind, dentistry.kind and front_desk.kind (not changeable) "
            "and hiring.struggles, hiring.aims and hiring.bottleneck (--keep) Why "
            f"advisor why-not {DENTAL} rpo",
        ),
        (
            "flip examples/rooms/kb/cases/nothing-known.yaml --kb examples/rooms/kb",
            "Nothing is stated, so no change could give another verdict. Nothing else would either: no other "
            "facts about what is listed give it.",
        ),
        (
            "reasons examples/rooms/kb/cases/nothing-known.yaml --kb examples/rooms/kb",
            "The verdict needs no fact: it is the same whatever the facts are, stated or unknown.",
        ),
        (
            "reasons kb/cases/nothing-is-known.yaml",
            "There is no verdict yet, and no stated fact carries that: too little is known. advisor next "
            "says what to find out.",
        ),
        (
            "flip --set functions=none -q",
            "Nothing but which functions there are is stated, so no change could give another verdict. "
            "Answers to what is unknown could, by themselves.",
        ),
    ],
)
def test_nothing_to_find(command: str, says: str, advisor: Run) -> None:
    result = advisor(*shlex.split(command))
    assert (result.exit_code, result.stderr) == (0, "")
    assert lines(result.stdout).endswith(says)


def test_what_nobody_can_change_is_left_alone(advisor: Run) -> None:
    """Another kind would change the verdict, and is not proposed."""
    case, other = (
        ("--set", f"functions[p].kind={kind}", "--set", "p.needs=cost") for kind in ("payroll", "recruitment")
    )
    data = json.loads(advisor("flip", *case, "--of", "p", "--all", "--format", "json").stdout)
    assert data["unchangeable"] == ["p.kind"]
    assert [[c["before"]["name"] for c in flip["changes"]] for flip in data["flips"]] == [["p.needs"]]
    verdicts = json.loads(advisor("recommend", *other, "--format", "json").stdout)["answers"]
    assert "rpo" in {answer["verdict"]["value"] for answer in verdicts} != {data["verdict"]["value"]}


@pytest.mark.parametrize(
    "name", ["room.moisture", "room.humidity", "kitchen.moisture", "rooms[kitchen].humidity"]
)
def test_every_name_of_a_fact_keeps_it(name: str, advisor: Run) -> None:
    usual = advisor("flip", *ROOMS, "--of", "kitchen", "--format", "json").stdout
    result = advisor("flip", *ROOMS, "--of", "kitchen", "--keep", name, "--format", "json").stdout
    assert "kitchen.moisture" in [
        c["before"]["name"] for f in json.loads(usual)["flips"] for c in f["changes"]
    ]
    data = json.loads(result)
    assert "kitchen.moisture" in data["kept"]
    assert "kitchen.moisture" not in [c["before"]["name"] for f in data["flips"] for c in f["changes"]]


@pytest.mark.parametrize("free", ["kept", "free"])
def test_the_commands_shown_give_what_is_said(free: str, advisor: Run) -> None:
    where = ("flip", *ROOMS, "--of", "kitchen", "--all", "--unknowns", free)
    text, data = advisor(*where).stdout, json.loads(advisor(*where, "--format", "json").stdout)
    commands = re.findall(r"^ +advisor (.*)$", text, re.MULTILINE)
    assert len(commands) == len(data["flips"]) > 2
    for command, flip in zip(commands, data["flips"], strict=True):
        answer = json.loads(advisor(*shlex.split(command), "--format", "json").stdout)
        verdicts = {
            a["verdict"]["entity"]: a["verdict"]["value"] or a["verdict"]["status"] for a in answer["answers"]
        }
        assert verdicts["kitchen"] == flip["verdict"]


@pytest.mark.parametrize("case", EVERY[::4], ids=lambda each: each[0].stem)
def test_data(case: tuple, advisor: Run) -> None:
    where = (str(case[0].relative_to(ROOT)), "--kb", case[1])
    flips = valid("flips", advisor("flip", *where, "--format", "json").stdout)
    reasons = valid("reasons", advisor("reasons", *where, "--all", "--format", "json").stdout)
    assert flips["verdict"] == reasons["verdict"]
    sizes = [len(flip["changes"]) for flip in flips["flips"]]
    assert sizes == sorted(sizes)
    assert len(sizes) == min(5, flips["found"])
    assert reasons["found"] == len(reasons["reasons"])
    named = {fact["name"] for facts in reasons["reasons"] for fact in facts}
    assert len(named) + len(reasons["carry_nothing"]) == reasons["case"]["stated"]
    assert not named & {fact["name"] for fact in reasons["carry_nothing"]}


def test_how_many_are_shown(advisor: Run) -> None:
    where = ("kb/cases/each-operational-need.yaml", "--format", "json")
    counts = [
        (len(data["flips"]), data["found"], data["all"])
        for more in ((), ("--most", "7"))
        for data in [json.loads(advisor("flip", *where, *more).stdout)]
    ]
    assert counts == [(5, 64, True), (7, 64, True)]
    counts = [
        (len(data["reasons"]), data["found"])
        for more in ((), ("--all",), ("--all", "--most", "2"))
        for data in [json.loads(advisor("reasons", *where, *more).stdout)]
    ]
    assert counts == [(1, 12), (12, 12), (2, 12)]


def test_the_solver_gave_up(advisor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.inquiry import inquiry

    monkeypatch.setattr(inquiry.Inquiry.__init__, "__defaults__", (0,))
    text = lines(advisor("flip", *ROOMS).stdout)
    assert "Whether the unknowns can change it is not known: the solver gave up on that." in text
    assert "Whether a change of what is stated could give another verdict is not known" in text
    text = lines(advisor("reasons", *ROOMS).stdout)
    assert "The solver gave up the search: there may be others." in text
    result = advisor("reasons", *ROOMS, "--unknowns", "free")
    assert result.stderr == (
        "error[unknowns]: whether the unknowns can change the plan could not be found out (hint: "
        "--unknowns kept looks at the case as things stand)\n"
    )


def test_a_setting_that_is_replaced_is_left_out() -> None:
    """However the user wrote it; a part that only that setting adds stays listed."""
    from engine.cases.reader import read_case
    from engine.knowledge.loader import load_knowledge

    kb = load_knowledge("examples/rooms/kb")
    settings = ("rooms[a hall].humidity=12", "house.people=2", "rooms[a hall].use=store", "rooms[b].coat=3")
    case = read_case(kb, None, "", settings)
    trying = Trying(kb, case, None, settings, Chosen())
    instead = {("a hall", "room.moisture"), ("a hall", "room.use"), ("b", "room.used")}
    assert trying.command("recommend", supposing=["b.used=true"], instead=instead) == (
        "advisor recommend --set 'rooms[a hall]' --set house.people=2 --set 'rooms[b].coat=3' "
        "--set b.used=true"
    )
    trying = Trying(kb, case, "-odd name.yaml", (), Chosen("my kb"))
    assert trying.command("why-not", "move out", options=("--of", "a hall")) == (
        "advisor why-not './-odd name.yaml' 'move out' --of 'a hall' --kb 'my kb'"
    )


def test_hostile_names_do_no_harm(advisor: Run) -> None:
    name = "a\u202eb \u200d;$(x)"
    case = json.dumps({"rooms": {"<b>'\"; rm -rf [x]": {"moisture": 30, "use": "kitchen"}}})
    for command in ("flip", "reasons"):
        result = advisor(command, "-", "--kb", "examples/rooms/kb", input=case)
        assert result.exit_code == 0, result.stderr
    result = advisor("flip", "-", "--kb", "examples/rooms/kb", "--keep", name, input=case)
    assert result.exit_code == 2
    assert "\u202e" not in result.stderr


def test_the_engine_has_the_last_word(advisor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flip whose witness the engine judges otherwise is never shown."""
    from engine.advice.flips import tell_flips
    from engine.cases.reader import read_case
    from engine.errors import EngineError
    from engine.knowledge.loader import load_knowledge

    kb = load_knowledge("examples/rooms/kb")
    case = read_case(kb, (ROOT / "examples/rooms/case.yaml").read_bytes(), "case.yaml", ())
    with in_process(kb) as inference:
        derivation = inference.infer(case)
        with pytest.raises(EngineError, match="two solvers disagree"):
            tell_flips(kb, case, derivation, lambda witness: derivation)


def test_to_a_conflict(advisor: Run) -> None:
    rooms = ("examples/rooms/case.yaml", "--kb", "examples/rooms/kb")
    done = advisor("flip", *rooms, "--of", "kitchen", "--to", "conflict")
    assert "1 would be a conflict if kitchen is protected" in lines(done.stdout)
    other = advisor("recommend", *rooms, "--set", "kitchen.protected=true", "--format", "json")
    (judged,) = (a for a in json.loads(other.stdout)["answers"] if a["verdict"]["entity"] == "kitchen")
    assert judged["verdict"]["value"] == "conflict"
    never = advisor("flip", DENTAL, "--to", "Not Applicable", "-q")
    assert "could give not applicable" in lines(never.stdout)


def test_a_part_called_like_the_whole(advisor: Run) -> None:
    words = ("--kb", "examples/rooms/kb", "--set", "rooms[house].protected=true", "--of", "house")
    for command in ("flip", "reasons"):
        result = advisor(command, *words, "--goal", "room.verdict")
        assert result.exit_code == 0, result.stderr
        assert result.stdout.startswith("house: verdict\n")
