"""advisor doctor: everything is fit here, and each thing that is not says how to mend it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import pytest

from engine.errors import CertificateError, Problem
from engine.render.workbench.form import output_schemas
from engine.workbench import doctor
from engine.workbench.doctor import Terminal
from tests.workbench.conftest import GARDEN

FIT = Terminal("utf-8", 80, False, True)


def advisor(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, as a user of this checkout starts it."""
    env = {**os.environ, "PYTHONUTF8": "1", **environment}
    command = [sys.executable, "cli.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, check=False)


def failing(checks: tuple[doctor.Check, ...]) -> dict[str, doctor.Check]:
    return {check.name: check for check in checks if not check.passed}


def test_this_installation_is_fit() -> None:
    assert failing(doctor.examine(GARDEN, FIT)) == {}


def test_text_and_json() -> None:
    result = advisor("doctor", "--kb", GARDEN)
    assert (result.returncode, result.stderr) == (0, "")
    assert re.findall(r"^ok {6}(\w+(?: \w+)?)  ", result.stdout, re.MULTILINE) == [
        "python",
        "libraries",
        "rule engine",
        "certificate",
        "knowledge base",
        "terminal",
    ]
    found = json.loads(advisor("doctor", "--kb", GARDEN, "--format", "json").stdout)
    jsonschema_rs.Draft202012Validator(output_schemas()["doctor"]).validate(found)
    assert found["passed"] is True


def test_an_engine_that_cannot_be_imported(tmp_path: Path) -> None:
    broken = tmp_path / "durable_rules_engine"
    broken.mkdir()
    (broken / "__init__.py").write_text("raise ImportError('undefined symbol: PyEval_CallObject')\n", "utf-8")
    result = advisor("doctor", "--kb", GARDEN, PYTHONPATH=str(tmp_path))
    assert (result.returncode, result.stderr) == (1, "")
    failed = result.stdout[result.stdout.index("FAILED") :]
    assert failed.startswith("FAILED  rule engine")
    assert "undefined symbol" in failed
    assert "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject" in failed
    assert result.stdout.count("FAILED") == 1


def test_an_engine_that_dies(tmp_path: Path) -> None:
    broken = tmp_path / "durable_rules_engine"
    broken.mkdir()
    (broken / "__init__.py").write_text("import os\nos.abort()\n", "utf-8")
    result = advisor("doctor", "--kb", GARDEN, PYTHONPATH=str(tmp_path))
    assert result.returncode == 1
    assert "SIGABRT" in result.stdout
    assert "CPPFLAGS" in result.stdout


def test_a_checker_that_accepts_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.inference.certificate.certify", lambda *_: None)
    assert doctor.certificate().found == "it accepts a forged proof"
    assert not doctor.certificate().passed


def test_a_checker_that_accepts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise CertificateError(Problem("NO", "no reason"))

    monkeypatch.setattr("engine.inference.certificate.certify", refuse)
    assert doctor.certificate().found == "it refuses a right proof: no reason"


def test_a_library_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LIBRARIES", ("click", "no-such-library"))
    check = failing(doctor.examine(GARDEN, FIT))["libraries"]
    assert check.found == "not installed: no-such-library"
    assert check.mend == f"{sys.executable} -m pip install no-such-library"


def test_a_knowledge_base_that_is_not_there() -> None:
    check = failing(doctor.examine("no where", FIT))["knowledge base"]
    assert check.found.startswith("no where: error[no-folder]: there is no such folder")
    assert check.mend == (
        "name the folder of a knowledge base with --kb or ADVISOR_KB; leave both out for the usual one"
    )
    own = {check.name: check for check in doctor.examine("no where", FIT, named=False)}["knowledge base"]
    assert own.mend == "reinstall the program; report this if it stays"


def test_a_knowledge_base_with_faults(tmp_path: Path) -> None:
    folder = tmp_path / "my garden"
    shutil.copytree(GARDEN, folder)
    (folder / "rules" / "30.yaml").write_text("- {}\n", "utf-8")
    check = failing(doctor.examine(str(folder), FIT))["knowledge base"]
    assert check.mend == f"mend what this says, with its place: advisor kb check --kb '{folder}'"
    assert (
        doctor.knowledge_base(str(folder), False).mend
        == "mend what this says, with its place: advisor kb check"
    )
    (folder / "vocabulary.yaml").unlink()
    check = failing(doctor.examine(str(folder), FIT))["knowledge base"]
    assert check.mend.startswith("mend what this says")
    (folder / "kb.yaml").unlink()
    check = failing(doctor.examine(str(folder), FIT))["knowledge base"]
    assert check.mend.startswith("name the folder of a knowledge base with --kb")


def test_every_library_is_looked_for() -> None:
    pins = Path("pyproject.toml").read_text("utf-8").partition("dependencies = [")[2].partition("]")[0]
    needed = {re.sub(r"[-_]", "-", name.lower()) for name in re.findall(r'"([\w-]+)', pins)}
    assert {re.sub(r"[-_]", "-", name.lower()) for name in doctor.LIBRARIES} == needed


def test_warnings_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    warning = Problem("unused", "nothing uses it", severity="warning")
    monkeypatch.setattr("engine.knowledge.warnings.check_warnings", lambda _: (warning,))
    check = failing(doctor.examine(GARDEN, FIT))["knowledge base"]
    assert check.found == f"garden 1.0.0 from {GARDEN}, 4 rules, 1 warning"


def test_a_terminal_that_cannot_show_what_is_printed() -> None:
    check = failing(doctor.examine(GARDEN, Terminal("ascii", 80, True, True)))["terminal"]
    assert check.found == "ascii, 80 columns, colour on"
    assert check.mend.startswith("set PYTHONUTF8=1")
    assert "terminal" in failing(doctor.examine(GARDEN, Terminal("klingon", 80, True, True)))


def test_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OLDEST", (9, 9))
    assert failing(doctor.examine(GARDEN, FIT))["python"].mend == "install Python 3.10 or newer"


def test_a_check_that_fails_itself_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "libraries", lambda: 1 / 0)
    check = failing(doctor.examine(GARDEN, FIT))["libraries"]
    assert check.found == "ZeroDivisionError: division by zero"
