"""The interview on the command line: scripted, at a real terminal, and cut short."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run

LANE = "examples/harbour-lane.yaml"


@pytest.fixture
def answers(tmp_path: Path):
    def write(*lines: str) -> str:
        file = tmp_path / "answers"
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return str(file)

    return write


@pytest.fixture
def session(tmp_path: Path) -> str:
    return str(tmp_path / "session.yaml")


def test_it_ends_in_what_recommend_says(advisor: Run, answers, session: str) -> None:
    done = advisor("ask", LANE, "--answers", answers("no"), "--session", session)
    assert done.exit_code == 0, done.stderr
    assert "Is payroll core" in done.stderr
    assert done.stdout == advisor("recommend", session).stdout
    assert "provisional" not in done.stdout
    with_fact = advisor("recommend", LANE, "--set", "payroll.core=false", "-q").stdout
    assert advisor("recommend", session, "-q").stdout == with_fact


def test_nothing_to_ask_ends_at_once_and_writes_nothing(advisor: Run, answers, session: str) -> None:
    done = advisor("ask", LANE, "--set", "payroll.core=true", "--answers", answers(), "--session", session)
    assert done.exit_code == 0
    assert "Nothing more to ask: no missing fact can change a verdict." in done.stderr
    assert not os.path.exists(session)
    assert done.stdout.startswith("Harbour Lane Logistics")


def test_lines_left_over_are_an_error(advisor: Run, answers, session: str) -> None:
    file = answers("no", "", "yes")
    done = advisor("ask", LANE, "--answers", file, "--session", session)
    assert done.exit_code == 2
    assert done.stdout == ""
    last = done.stderr.splitlines()[-1]
    assert last == f"{file}:3:1: error[answers]: the interview was over before this line (hint: remove it)"


def test_too_few_lines_are_an_error_and_keep_what_was_said(advisor: Run, answers, session: str) -> None:
    file = answers("why")
    done = advisor("ask", LANE, "--answers", file, "--session", session)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1] == (
        f"{file}:2:1: error[answers]: the answers end where this is asked: Is payroll core, something that "
        "sets the business apart? (hint: what was answered is kept; add a line, or stop or quit)"
    )


def test_a_line_that_does_not_fit_is_an_error(advisor: Run, answers, session: str) -> None:
    file = answers("maybe")
    done = advisor("ask", LANE, "--answers", file, "--session", session)
    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1] == (
        f"{file}:1:1: error[answer]: 'maybe' is none of the answers "
        "(hint: a number up to 2, or the words beside it)"
    )


def test_quit_and_go_on(advisor: Run, answers, session: str) -> None:
    first = advisor("ask", "--session", session, "--answers", answers("payroll", "quit"))
    assert (first.exit_code, first.stdout) == (0, "")
    assert f"To go on: advisor ask --session {session}" in first.stderr
    second = advisor("ask", "--session", session, "--answers", answers("hr", "", "stop"))
    assert second.exit_code == 0, second.stderr
    assert "so far: payroll" in second.stderr
    assert second.stdout == advisor("recommend", session).stdout


def test_a_whole_interview_of_another_field(advisor: Run, answers, session: str) -> None:
    lines = ["attic", "", *["dk"] * 6, "stop"]
    done = advisor("ask", "--kb", "examples/rooms/kb", "--answers", answers(*lines), "--session", session)
    assert done.exit_code == 0, done.stderr
    recommended = advisor("recommend", session, "--kb", "examples/rooms/kb").stdout
    assert done.stdout == recommended


def test_json_and_quiet(advisor: Run, answers, session: str) -> None:
    done = advisor("ask", LANE, "--answers", answers("no"), "--session", session, "--format", "json", "-q")
    assert done.stderr == ""
    facts = {(f["entity"], f["attribute"]): f for f in json.loads(done.stdout)["case"]["facts"]}
    assert facts["payroll", "function.core"]["origin"]["kind"] == "answer"
    assert facts["payroll", "function.kind"]["origin"]["kind"] == "file"


def test_a_finished_interview_is_recorded(advisor: Run, answers, session: str, tmp_path: Path) -> None:
    log = str(tmp_path / "audit.db")
    done = advisor(
        "ask", LANE, "--answers", answers("no"), "--session", session, "--log", log, "--actor", "Ada"
    )
    assert done.stdout.splitlines()[-1].startswith("receipt/1 ")
    listed = json.loads(advisor("audit", "list", "--log", log, "--format", "json").stdout)
    record = json.loads(
        advisor("audit", "show", listed["decisions"][0]["id"], "--log", log, "--format", "record").stdout
    )
    assert record["interface"] == "cli ask"
    assert {fact["origin"]["kind"] for fact in record["case"]["facts"]} == {"answer", "file"}
    assert advisor("audit", "replay", listed["decisions"][0]["id"], "--log", log).exit_code == 0
    assert advisor("ask", "--session", session, "--answers", answers("quit"), "--log", log).stdout == ""
    listed = json.loads(advisor("audit", "list", "--log", log, "--format", "json").stdout)
    assert len(listed["decisions"]) == 1


def wrong(advisor: Run, *args: str, input: str | None = None) -> str:
    done = advisor("ask", *args, input=input)
    assert done.exit_code == 2
    assert done.stdout == ""
    return done.stderr.splitlines()[-1]


def test_without_a_terminal_it_names_the_option(advisor: Run) -> None:
    assert wrong(advisor, LANE) == (
        "error[terminal]: there is no terminal to ask at (hint: --answers FILE takes the answers from a file)"
    )
    assert wrong(advisor, "-", "--answers", "-") == (
        "error[answers]: the case and the answers cannot both come from standard input "
        "(hint: name a file for one of them)"
    )


def test_answers_from_standard_input(advisor: Run, session: str) -> None:
    done = advisor("ask", LANE, "--answers", "-", "--session", session, input="no\n")
    assert done.exit_code == 0


def test_no_file_is_lost(advisor: Run, answers, session: str, tmp_path: Path, monkeypatch) -> None:
    none = answers()
    Path(session).write_text("case: x\nfunctions: {}\n", encoding="utf-8")
    assert wrong(advisor, "--session", session, "--answers", none) == (
        f"error[session]: {session} is a case, and no interview "
        "(hint: give it as CASE: answers are then kept in another file)"
    )
    assert wrong(advisor, LANE, "--session", session, "--answers", none) == (
        f"error[session]: {session} is an interview already, and {LANE} could say something else "
        "(hint: leave out the case, or name another session)"
    )
    lane = str(ROOT / LANE)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "harbour-lane.interview.yaml").write_text("mine", encoding="utf-8")
    assert wrong(advisor, lane, "--kb", str(ROOT / "kb"), "--answers", none) == (
        "error[exists]: harbour-lane.interview.yaml, where the answers would be kept, is there already "
        "(hint: --session harbour-lane.interview.yaml goes on with it, or name another)"
    )
    assert wrong(advisor, lane, "--kb", str(ROOT / "kb"), "--session", "no/x.yaml", "--answers", none) == (
        "error[session]: no file can be written in no (hint: name another file)"
    )


def test_a_part_that_is_not_there(advisor: Run, answers, session: str) -> None:
    assert wrong(advisor, LANE, "--of", "payrol", "--answers", answers(), "--session", session) == (
        "error[verdict-of]: no function is called 'payrol' (hint: did you mean payroll? listed are: "
        "it_support, payroll, recruiting, warehousing, business)"
    )


def test_of_a_part_it_ends_when_that_is_settled(advisor: Run, answers, session: str) -> None:
    done = advisor("ask", LANE, "--of", "warehousing", "--answers", answers(), "--session", session)
    assert done.exit_code == 0


# At a terminal


class Terminal:
    """The command at a pseudo-terminal of 80 columns, as somebody would use it."""

    def __init__(self, *args: str) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.environ.update(COLUMNS="80", TERM="dumb")
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # or who began the tests in the background decides
            os.execv(sys.executable, [sys.executable, str(ROOT / "cli.py"), *args])
        self.seen = ""
        self.marks = 0

    def asked(self) -> None:
        """Wait for the next mark behind which one types."""
        self.marks += 1
        self.until(lambda: len(re.findall(r"^> ", self.seen, re.MULTILINE)) >= self.marks)

    def until(self, there) -> None:
        end = time.monotonic() + 60
        while not there():
            assert time.monotonic() < end, self.seen
            if not self.more(0.05):
                assert there(), self.seen
                return

    def more(self, seconds: float) -> bool:
        """Read what there is; False at the end."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.seen += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)

    def type(self, text: str) -> None:
        os.write(self.fd, text.encode())

    def over(self) -> int:
        """The exit code, or minus the signal."""
        while self.more(60):
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


def test_a_person_at_a_terminal(session: str, advisor: Run) -> None:
    terminal = Terminal("ask", LANE, "--session", session)
    terminal.asked()
    terminal.type("why\n")
    terminal.asked()
    terminal.type("no\n")
    terminal.asked()
    assert "Nothing more to ask" in terminal.seen
    terminal.type("back\n")
    terminal.asked()
    assert "so far: payroll is not core" in terminal.seen
    terminal.type("\n")
    terminal.asked()
    terminal.type("\n")
    assert terminal.over() == 0
    assert max(map(len, terminal.seen.splitlines())) <= 80 or "advisor explain" in terminal.seen
    assert terminal.seen.endswith(advisor("recommend", session).stdout)


@pytest.mark.parametrize(
    ("key", "code"), [("\x03", 130), ("\x04", 0), ("", 130)], ids=["Ctrl-C", "Ctrl-D", "hangup"]
)
def test_who_goes_loses_no_answer(key: str, code: int, session: str, advisor: Run) -> None:
    terminal = Terminal("ask", "--session", session)
    terminal.asked()
    terminal.type("payroll\n")
    terminal.asked()
    if key:
        terminal.type(key)
    else:
        os.kill(terminal.pid, signal.SIGHUP)
    assert terminal.over() == code
    assert f"To go on: advisor ask --session {session}" in terminal.seen.replace("\n", "")
    assert "payroll: {}" in Path(session).read_text(encoding="utf-8")
    assert [name for name in os.listdir(os.path.dirname(session)) if name.startswith(".advisor")] == []


def test_a_killed_process_loses_no_answer(session: str) -> None:
    terminal = Terminal("ask", "--session", session)
    for name in ("payroll", "hr", "", "dk"):
        terminal.asked()
        terminal.type(f"{name}\n")
    terminal.asked()
    os.kill(terminal.pid, signal.SIGKILL)
    assert terminal.over() == -signal.SIGKILL
    text = Path(session).read_text(encoding="utf-8")
    assert text.count("\n- ") == 2


def test_an_interrupt_while_it_works_waits_for_the_file(session: str) -> None:
    terminal = Terminal("ask", "--session", session)
    terminal.asked()
    terminal.type("payroll\n")
    terminal.asked()
    terminal.type("\n")
    terminal.until(lambda: "- functions" in Path(session).read_text(encoding="utf-8"))
    terminal.type("\x03")
    assert terminal.over() == 130
    assert "- functions" in Path(session).read_text(encoding="utf-8")


def test_what_is_no_text_is_refused(session: str) -> None:
    terminal = Terminal("ask", "--session", session)
    terminal.asked()
    os.write(terminal.fd, b"caf\xff\n")
    terminal.asked()
    terminal.type("\x1b[A\n")
    terminal.asked()
    terminal.type("quit\n")
    assert terminal.over() == 0
    assert "holds a character that cannot be seen" in terminal.seen
    assert not os.path.exists(session)


def test_no_worker_is_left(session: str) -> None:
    terminal = Terminal("ask", "--session", session)
    terminal.asked()
    children = Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children")
    workers = children.read_text().split() if children.exists() else []
    os.kill(terminal.pid, signal.SIGKILL)
    terminal.over()
    end = time.monotonic() + 10
    while any(os.path.exists(f"/proc/{pid}") for pid in workers) and time.monotonic() < end:
        time.sleep(0.05)
    assert [pid for pid in workers if os.path.exists(f"/proc/{pid}")] == []


def test_a_session_of_another_knowledge_base_says_whose_words_were_used(advisor: Run, tmp_path: Path) -> None:
    answers, session = tmp_path / "answers", tmp_path / "s.yaml"
    answers.write_text("desk\n\nstop\n", encoding="utf-8")
    assert advisor("ask", "--answers", str(answers), "--session", str(session)).exit_code == 0
    other = advisor("ask", "--answers", str(answers), "--session", str(session), "--kb", "examples/rooms/kb")
    assert other.exit_code == 2
    assert "error[case-attribute]: unknown attribute 'functions'" in other.stderr
    warning = "it was read with the words of the knowledge base rooms (examples/rooms/kb) (hint: --kb names"
    assert warning in " ".join(other.stderr.split())


def test_what_the_list_is_for_is_said_once(advisor: Run, tmp_path: Path) -> None:
    answers = tmp_path / "answers"
    answers.write_text("why\nwhy\nnone\nstop\n", encoding="utf-8")
    done = advisor("ask", "--answers", str(answers), "--session", str(tmp_path / "s.yaml"))
    assert done.stderr.count("each function on the list gets a verdict of its own (Verdict)") == 1
    assert done.stderr.count("nothing stands behind that") == 1


def test_what_somebody_else_wrote_is_not_overwritten(session: str) -> None:
    terminal = Terminal("ask", "examples/summit-credit-union.yaml", "--session", session)
    terminal.asked()
    terminal.type("yes\n")
    terminal.asked()
    changed = Path(session).read_text() + "# changed\n"
    Path(session).write_text(changed)
    terminal.type("dk\n")
    assert terminal.over() == 2
    assert "was changed by somebody else since the last answer" in " ".join(terminal.seen.split())
    assert Path(session).read_text() == changed
