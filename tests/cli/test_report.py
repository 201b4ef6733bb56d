"""The report: everything in it is there, leads somewhere, and is what the other commands say."""

import json
import re
import shutil
from base64 import b64encode
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Run

HARBOUR = "examples/harbour-lane.yaml"
CASES = [HARBOUR, "examples/summit-credit-union.yaml", *map(str, sorted(Path("kb/cases").glob("*.yaml")))]
HOSTILE = '<img src=x onerror=alert(1)> "><script>alert(2)</script> {{ 7*7 }}'
EMPTY = {"meta", "img", "br", "rect", "circle", "path", "hr", "link", "input"}


class Page(HTMLParser):
    """The elements of a page, and the text between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.style, self.policy, self.words = "", "", ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        told = dict(attrs)
        if told.get("http-equiv") == "Content-Security-Policy":
            self.policy = told["content"] or ""
        self.ids += [told["id"]] if told.get("id") else []
        self.links += [told["href"]] if told.get("href") else []
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.words += data

    @property
    def plain(self) -> str:
        """The text with single blanks."""
        return " ".join(self.words.split())


def page_of(advisor: Run, *args: str) -> Page:
    done = advisor("report", *args)
    assert done.exit_code == 0, done.output
    assert len(done.stdout.encode()) < 500_000
    return Page(done.stdout)


def sound(page: Page) -> None:
    """It is whole: elements closed, links that lead somewhere, names once; nothing runs or is fetched."""
    assert page.open == []
    assert len(set(page.ids)) == len(page.ids)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert all(link.startswith("#") for link in page.links)
    assert not {"script", "iframe", "object", "embed", "img", "link", "form", "base"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "style")]
    digest = b64encode(sha256(page.style.encode()).digest()).decode()
    assert page.policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in page.policy
    assert "url(" not in page.style
    assert "@import" not in page.style


@pytest.mark.parametrize("case", CASES)
def test_every_case_makes_a_sound_page(advisor: Run, case: str) -> None:
    sound(page_of(advisor, case))


@pytest.mark.parametrize("pack", ["practice", "benchmarks"])
def test_a_page_with_packs(advisor: Run, pack: str) -> None:
    case = sorted(Path(f"kb/packs/{pack}/cases").glob("*.yaml"))[0]
    page = page_of(advisor, str(case), "--pack", pack)
    sound(page)
    assert f"pack {pack}" in page.plain


@pytest.mark.parametrize("packs", [(), ("--pack", "practice")])
@pytest.mark.parametrize("case", [HARBOUR, "examples/old-orchard-press.yaml"])
def test_it_counts_what_the_fired_rules_rest_on(advisor: Run, case: str, packs: tuple[str, ...]) -> None:
    told = json.loads(advisor("recommend", case, *packs, "--format", "json").stdout)
    fired = {step["rule"] for step in told["derivation"]["steps"]}
    rules = [json.loads(advisor("kb", "show", rule, *packs, "--format", "json").stdout) for rule in fired]
    claims = {claim["id"]: claim["source"] for each in rules for claim in each["rule"]["claims"]}
    of = "their source" if len(set(claims.values())) == 1 else f"{len(set(claims.values()))} sources"
    page = page_of(advisor, case, *packs)
    assert f"{len(fired)} rules that fired" in page.plain
    assert f"and these on {len(claims)} claims of {of}." in page.plain


def test_of_several_a_rule_says_what_it_concludes_and_a_case_its_day(advisor: Run) -> None:
    page = page_of(advisor, HARBOUR, "examples/old-orchard-press.yaml")
    assert "Then function.verdict = bpo" in page.plain
    assert "as of 2026-11-01" in page.plain


def test_what_holds_a_part_back_stands_beside_it(advisor: Run) -> None:
    page = page_of(advisor, "examples/northfield-robotics.yaml", "--pack", "practice")
    picture = page.plain[page.plain.index("How sure") : page.plain.index("It rests on")]
    assert "Held back because [practice]: the way of recruiting sets the business apart" in picture


def test_nothing_is_recorded_where_one_case_has_no_answer(advisor: Run, tmp_path: Path) -> None:
    log = str(tmp_path / "audit.db")
    done = advisor("report", HARBOUR, "nofile.yaml", "--log", log)
    assert done.exit_code == 2
    assert advisor("recommend", HARBOUR, "--log", log).exit_code == 0
    assert (
        len(json.loads(advisor("audit", "list", "--log", log, "--format", "json").stdout)["decisions"]) == 1
    )


def test_no_actor_for_a_record(advisor: Run, tmp_path: Path) -> None:
    log = str(tmp_path / "audit.db")
    advisor("recommend", HARBOUR, "--log", log)
    done = advisor("report", "--log", log, "--id", "1", "--actor", "x")
    said = "error[actor]: a record names who made it: --actor does not go with --id\n"
    assert (done.exit_code, done.stderr) == (2, said)


@pytest.mark.parametrize("name", ["kb.yaml", "rules/40-verdicts.yaml", "packs/practice/pack.yaml"])
@pytest.mark.parametrize("command", ["report", "recommend"])
def test_the_knowledge_base_is_not_overwritten(advisor: Run, command: str, name: str, tmp_path: Path) -> None:
    base = tmp_path / "base"
    shutil.copytree("kb", base)
    target = base / name
    before = target.read_bytes()
    done = advisor(command, HARBOUR, "--kb", str(base), "-o", str(target))
    assert done.exit_code == 2
    assert f"the answer would overwrite {target}, which the command itself uses" in done.stderr
    assert target.read_bytes() == before


def test_markdown_has_sources_method_and_what_was_instead(advisor: Run) -> None:
    told = advisor("report", HARBOUR, "--format", "markdown").stdout
    assert "## Sources" in told
    assert "Virtual Sherpa" in told
    assert "## Method and limits" in told
    assert "(instead of: it\\_support is not core)" in told


def test_it_has_all_that_the_answer_has(advisor: Run) -> None:
    page = page_of(advisor, HARBOUR)
    told = json.loads(advisor("recommend", HARBOUR, "--format", "json").stdout)
    for answer in told["answers"]:
        assert answer["sentence"].lower() in page.words.lower()
    for rule in {step["rule"] for step in told["derivation"]["steps"]}:
        assert f"{rule} " in page.plain
    for fact in told["case"]["facts"]:
        place = fact["origin"]["where"]
        assert f"{place['file']}:{place['line']}" in page.words
        assert fact["origin"]["source"] in page.words
        assert fact["origin"]["note"] in page.words
    for unknown in told["open"]:
        assert unknown["question"] in page.words
    assert told["knowledge"]["digest"] in page.words
    flips = json.loads(advisor("flip", HARBOUR, "--format", "json").stdout)["flips"]
    assert flips
    for flip in flips:
        for change in flip["changes"]:
            assert change["values"] in page.words
    assert "advisor recommend examples/harbour-lane.yaml" in page.words
    assert "none: this answer is in no log" in page.words


def test_names_and_notes_are_only_text(advisor: Run, tmp_path: Path) -> None:
    part = "payroll <b>x</b> & {{ 7*7 }}"
    facts = {"case": HOSTILE, "note": HOSTILE, "functions": {part: {"kind": "payroll", "needs": ["cost"]}}}
    path = tmp_path / "case.yaml"
    path.write_text(yaml.safe_dump(facts), "utf-8")
    for more in ([], [HARBOUR]):
        page = page_of(advisor, str(path), *more)
        sound(page)
        assert HOSTILE in page.words
        assert part in page.words
    text = advisor("report", str(path), "--format", "markdown").stdout
    assert "<img" not in text.replace("\\<", "")


def test_several_cases_are_counted(advisor: Run) -> None:
    cases = [
        "examples/harbour-lane.yaml",
        "examples/mill-street-dental.yaml",
        "examples/old-orchard-press.yaml",
    ]
    page = page_of(advisor, *cases)
    sound(page)
    assert "3 cases" in page.plain
    found = [json.loads(advisor("recommend", case, "--format", "json").stdout)["answers"] for case in cases]
    markdown = advisor("report", *cases, "--format", "markdown").stdout
    for answers in found:
        assert answers[0]["sentence"].lower() in page.words.lower()
    of_parts = [answer for answers in found for answer in answers if answer["label"] == "Verdict"]
    for word in ("BPO", "RPO", "keep"):
        own = [answer["verdict"]["status"] for answer in of_parts if answer["word"] == word]
        assert own
        assert f"| {word} | {len(own)} | {own.count('settled')} |" in markdown


def test_cases_of_two_knowledge_bases_do_not_go_on_one_page(advisor: Run, tmp_path: Path) -> None:
    log = str(tmp_path / "audit.db")
    assert advisor("recommend", HARBOUR, "--log", log).exit_code == 0
    rooms = ("--kb", "examples/rooms/kb")
    assert advisor("recommend", "examples/rooms/case.yaml", *rooms, "--log", log).exit_code == 0
    done = advisor("report", "--log", log, "--id", "1", "--id", "2")
    assert done.exit_code == 2
    assert "error[report]: the records 1 and 2 were judged by different knowledge bases" in done.stderr


def test_a_record_gives_the_page_of_its_case(advisor: Run, tmp_path: Path) -> None:
    log = str(tmp_path / "audit.db")
    said = advisor("recommend", HARBOUR, "--log", log, "--actor", "Ann").stdout
    receipt = said.rstrip("\n").rpartition("\n")[2]
    recorded, plain = page_of(advisor, "--log", log, "--id", "1"), page_of(advisor, HARBOUR)
    sound(recorded)
    assert receipt in recorded.words
    assert "by Ann" in recorded.plain
    cut = plain.plain.index("To check it Again")
    assert plain.plain[: cut - 200] in recorded.plain.replace(" by Ann", "")


def test_a_case_can_be_recorded_with_its_report(advisor: Run, tmp_path: Path) -> None:
    log, out = str(tmp_path / "audit.db"), tmp_path / "report.md"
    assert advisor("report", HARBOUR, "--log", log, "-o", str(out)).exit_code == 0
    receipt = re.search(r"receipt: `(receipt/1 [^`]+)`", out.read_text("utf-8"))
    assert receipt
    shown = advisor("audit", "show", "1", "--log", log).stdout
    assert receipt[1] in shown
    assert advisor("audit", "replay", "1", "--log", log).exit_code == 0


def test_the_ending_says_the_form(advisor: Run, tmp_path: Path) -> None:
    for name, begins in (("r.html", "<!DOCTYPE html>"), ("r.md", "# Harbour"), ("r.markdown", "# Harbour")):
        assert advisor("report", HARBOUR, "-o", str(tmp_path / name)).exit_code == 0
        assert (tmp_path / name).read_text("utf-8").startswith(begins)
    assert advisor("report", HARBOUR, "-o", str(tmp_path / "x.md"), "--format", "html").exit_code == 0
    assert (tmp_path / "x.md").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_the_same_page_each_time(advisor: Run) -> None:
    assert advisor("report", HARBOUR).stdout == advisor("report", HARBOUR).stdout


def test_a_knowledge_base_in_the_environment_is_not_asked_of_a_record(
    advisor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = str(tmp_path / "log.db")
    assert advisor("recommend", HARBOUR, "--log", log).exit_code == 0
    monkeypatch.setenv("ADVISOR_KB", "examples/rooms/kb")
    done = advisor("report", "--log", log, "--id", "1")
    assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "there is no case"),
        ([HARBOUR, HARBOUR, "--set", "payroll.core=true"], "--set and --row go with one case"),
        ([HARBOUR, "--id", "1"], "CASE, --set and --row do not go with --id"),
        (["--id", "1"], "no log is named"),
        (["--id", "1", "--kb", "kb", "--log", "x.db"], "--kb and --pack do not go with --id"),
        (["-", "-"], "standard input holds one case"),
        (["nothing.yaml"], "cannot read nothing.yaml"),
    ],
)
def test_what_does_not_go_together(advisor: Run, args: list[str], said: str) -> None:
    done = advisor("report", *args)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_the_markdown_has_what_the_page_has(advisor: Run) -> None:
    text = unescape(advisor("report", HARBOUR, "--format", "markdown").stdout).replace("\\", "")
    told = json.loads(advisor("recommend", HARBOUR, "--format", "json").stdout)
    for answer in told["answers"]:
        assert answer["sentence"] in text
    for rule in {step["rule"] for step in told["derivation"]["steps"]}:
        assert f"### {rule}: " in text
    assert told["knowledge"]["digest"] in text
