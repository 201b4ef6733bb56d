"""Is this installation fit to give answers? One check for each thing it stands on, with the mend."""

from __future__ import annotations

import os
import platform
import shlex
import sys
from collections.abc import Callable, Collection
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

from engine.cases.model import ROOT, Atom, Case, Fact
from engine.errors import AdvisorError, CertificateError, Problem
from engine.frozen import frozen
from engine.inference.derivation import Firing
from engine.inference.installing import rebuild
from engine.knowledge.conditions import OneOf
from engine.knowledge.model import Attribute, Conclusion, Goal, KnowledgeBase, Rule, Words

OLDEST = (3, 10)
REINSTALL = "reinstall the program; report this if it stays"
LIBRARIES = ("durable_rules", "PyYAML", "click", "jsonschema-rs", "rfc8785", "clingo", "Jinja2")


@frozen
class Check:
    """One thing that was looked at and what was found; where it failed, how to mend it."""

    name: str
    passed: bool
    found: str
    mend: str = ""


@frozen
class Terminal:
    """What the output goes to."""

    encoding: str
    width: int
    colour: bool
    interactive: bool


def examine(
    directory: str, terminal: Terminal, named: bool = True, packs: Collection[str] = ()
) -> tuple[Check, ...]:
    """Every check, in the order in which a person should mend what fails.

    `named` says that a person named the folder of the knowledge base: without it, it is the program's own.
    """
    checks: dict[str, Callable[[], Check]] = {
        "python": python,
        "libraries": libraries,
        "rule engine": rule_engine,
        "certificate": certificate,
        "knowledge base": lambda: knowledge_base(directory, named, packs),
        "terminal": lambda: shown(terminal),
    }
    return tuple(guarded(name, check) for name, check in checks.items())


def guarded(name: str, check: Callable[[], Check]) -> Check:
    """The check; whatever it raises is a finding: the doctor must be able to speak when all else fails."""
    try:
        return check()
    except Exception as error:
        return Check(name, False, f"{type(error).__name__}: {error}", REINSTALL)


def python() -> Check:
    """The interpreter is new enough, and can fork the worker."""
    found = f"{platform.python_implementation()} {platform.python_version()} on {sys.platform}"
    if sys.version_info < OLDEST:
        return Check("python", False, found, "install Python 3.10 or newer")
    if not hasattr(os, "fork"):
        mend = "use Linux, macOS or WSL: the rule engine runs in a forked process"
        return Check("python", False, f"{found}, which cannot fork", mend)
    return Check("python", True, found)


def libraries() -> Check:
    """Every library that the program needs is installed."""
    found, missing = [], []
    for library in LIBRARIES:
        try:
            found.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            missing.append(library)
    if missing:
        return Check(
            "libraries",
            False,
            f"not installed: {', '.join(missing)}",
            shlex.join([sys.executable, "-m", "pip", "install", *missing]),
        )
    return Check("libraries", True, ", ".join(found))


def rule_engine() -> Check:
    """The rule engine can be imported, and fires a rule in a process of its own."""
    from engine.inference.worker import Worker

    kb, case = probe()
    try:
        worker = Worker()
        try:
            worker.use(kb)
            firings, _ = worker.run(case)
        finally:
            worker.close()
    except AdvisorError as error:
        return Check("rule engine", False, error.problems[0].what, rebuild())
    if firings != (Firing("PROBE", ROOT),):
        return Check("rule engine", False, "it fired something else than the one rule that holds", rebuild())
    return Check("rule engine", True, "fires a rule in a process of its own")


def certificate() -> Check:
    """The proof checker accepts a right derivation and refuses a forged one."""
    from engine.inference.build import build
    from engine.inference.certificate import certify
    from engine.inference.prepared import prepare

    kb, case = probe()
    right = build(prepare(kb), case, (Firing("PROBE", ROOT),), (Atom(ROOT, "probe.found", "yes"),))
    try:
        certify(kb, case, right)
    except CertificateError as error:
        return Check("certificate", False, f"it refuses a right proof: {error.problems[0].what}", REINSTALL)
    try:
        certify(kb, case, replace(right, steps=()))
    except CertificateError:
        return Check("certificate", True, "accepts a right proof, refuses a forged one")
    return Check("certificate", False, "it accepts a forged proof", REINSTALL)


def knowledge_base(directory: str, named: bool, packs: Collection[str] = ()) -> Check:
    """The knowledge base in the folder, with these packs, loads without errors or warnings."""
    from engine.knowledge.loader import load_knowledge
    from engine.knowledge.warnings import check_warnings

    options = [
        *(["--kb", directory] if named else []),
        *(word for pack in packs for word in ("--pack", pack)),
    ]
    told = shlex.join(["advisor", "kb", "check", *options])
    mend = f"mend what this says, with its place: {told}"
    try:
        kb = load_knowledge(directory, packs)
    except AdvisorError as error:
        if any(_absent(problem) for problem in error.problems):
            other = "name the folder of a knowledge base with --kb or ADVISOR_KB"
            mend = f"{other}; leave both out for the usual one" if named else REINSTALL
        more = f", and {len(error.problems) - 1} more" if len(error.problems) > 1 else ""
        return Check("knowledge base", False, f"{error.problems[0]}{more}", mend)
    warnings = check_warnings(kb)
    found = f"{kb.name} {kb.version} from {kb.directory}, {len(kb.rules)} rules"
    if warnings:
        return Check(
            "knowledge base", False, f"{found}, {len(warnings)} warning{'s' * (len(warnings) > 1)}", mend
        )
    return Check("knowledge base", True, f"{found}, clean")


def _absent(problem: Problem) -> bool:
    """Whether it says that there is no knowledge base at all where one was looked for."""
    if problem.code == "no-folder":
        return True
    return problem.code == "missing-file" and str(problem.where).endswith("kb.yaml")


def shown(terminal: Terminal) -> Check:
    """What is printed can be read: the paragraph sign and typographic quotes come out."""
    kind = f"{terminal.width} columns" if terminal.interactive else "not a terminal: plain text"
    found = f"{terminal.encoding}, {kind}, colour {'on' if terminal.colour else 'off'}"
    try:
        "¶“”".encode(terminal.encoding)
    except (UnicodeEncodeError, LookupError):
        return Check("terminal", False, found, "set PYTHONUTF8=1, or a UTF-8 locale such as LC_ALL=C.UTF-8")
    return Check("terminal", True, found)


def probe() -> tuple[KnowledgeBase, Case]:
    """The smallest knowledge base with a rule, and a case that fires it."""
    given = Attribute("probe.given", "root", "boolean", "given", (False, True), question="Is it given?")
    found = Attribute("probe.found", "root", "enum", "found", ("yes",), {"yes": "yes"}, "it is found")
    then = (Conclusion("probe.found", "yes"),)
    rule = Rule("PROBE", "What is given is found", "root", OneOf("probe.given", (True,)), then, "given", ())
    kb = KnowledgeBase(
        name="probe",
        version="1",
        title="Probe",
        reviewed="",
        words=Words("root", "part", "parts", "Which parts are there?"),
        goals=(Goal("probe.found", "root", "Found", {"yes": "it is found"}),),
        attributes={attribute.name: attribute for attribute in (given, found)},
        rules={rule.id: rule},
        components=(("PROBE",),),
        digest="sha256:probe",
    )
    return kb, Case("probe", (Fact(ROOT, "probe.given", (True,)),))
