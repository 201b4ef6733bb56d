"""The reports that are looked at."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(str(path) for path in (ROOT / "examples").glob("*.yaml"))
ROOMS = ROOT / "examples" / "rooms"

LONG_NAME = "W" * 200
"""A name may not be longer."""
LONG_WORD = "w" * 1_000
RIGHT_TO_LEFT = "قسم الرواتب ומשאבי אנוש"
EMOJI = "🦄🇪🇺👍🏽"
MARKUP = (
    "<img src=x onerror=alert(1)>",
    '"><script>alert(2)</script>',
    "'><svg onload=alert(3)>",
    "</title></style><script>alert(4)</script>",
    "</text></svg><iframe src=javascript:alert(5)>",
    "javascript:alert(6)",
    "https://example.com/?a=1&b=2",
    "{{ 7 * 7 }}{% raw %}{0}%s",
    "&lt;b&gt;&#60;b&#62;",
    "--><!-- ]]>",
)
HIDDEN = "👩\u200d👧 a\u202egnp.exe\u202c\u2066b\u200bc\x1b[31m\x00\ufeff\u2028d"
"""What a reader of cases refuses, and a page must show all the same, as what it is."""


def by_command(*args: str) -> Callable[[Path], None]:
    """A report that the command makes of these."""

    def make(path: Path) -> None:
        command = [sys.executable, str(ROOT / "cli.py"), "report", *args, "-o", str(path)]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
        assert ran.returncode == 0, ran.stderr

    return make


def of_case(case: object) -> Callable[[Path], None]:
    """A report of this case."""

    def make(path: Path) -> None:
        file = path.with_suffix(".json")
        file.write_text(json.dumps(case))
        by_command(str(file))(path)

    return make


def recorded(path: Path) -> None:
    """A report with a receipt and packs."""
    options = ("--log", str(path.with_suffix(".db")), "--actor", "Ann Example")
    by_command(EXAMPLES[0], "--pack", "benchmarks", "--pack", "practice", *options)(path)


MANY = {
    "case": "Many Parts",
    "functions": {
        f"part {number}": {"kind": kind, "needs": needs, **({"core": core} if core is not None else {})}
        for number, (kind, needs, core) in enumerate(
            (kind, needs, core)
            for kind in ("payroll", "it_support", "other", "recruitment", "accounting")
            for needs in (["cost"], ["volume", "expertise"], [])
            for core in (True, False, None)
        )
    },
}
HOSTILE_CASE = {
    "case": MARKUP[0],
    "hiring": {"struggles": {"value": ["attracting"], "source": MARKUP[1], "note": LONG_WORD}},
    "functions": {
        name: {
            "kind": "payroll" if number % 2 else "recruitment",
            "needs": {"value": ["cost"], "source": LONG_WORD, "note": name},
        }
        for number, name in enumerate((*MARKUP, LONG_NAME, RIGHT_TO_LEFT, EMOJI))
    },
}


def hostile(path: Path) -> None:
    """A report of a case and a knowledge base that are hostile in every word, more than readers take."""
    from engine.advice.advise import advise
    from engine.advice.reported import Told, report
    from engine.inference.infer import infer
    from engine.render.report.page import report_html
    from tests.render import test_hostile

    text = " ".join((HIDDEN, *MARKUP, LONG_WORD, RIGHT_TO_LEFT, EMOJI))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_hostile, "HOSTILE", text)
        patch.setattr(test_hostile, "BRACED", text.replace("{", "{{").replace("}", "}}"))
        patch.setattr(test_hostile, "MARKUP", MARKUP[1])
        kb, case, derivation = test_hostile.answered.__wrapped__()
    told = Told("1", "2026-11-01", text, text, text)
    found = report(advise(kb, case, derivation), case, derivation, (), partial(infer, kb), told)
    path.write_text(report_html(found), "utf-8")


REPORTS: dict[str, Callable[[Path], None]] = {
    **{Path(case).stem.partition("-")[0]: by_command(case) for case in EXAMPLES},
    "rooms": by_command(str(ROOMS / "case.yaml"), "--kb", str(ROOMS / "kb")),
    "recorded": recorded,
    "nothing": of_case({"case": "Nothing Is Known"}),
    "many": of_case(MANY),
    "several": by_command(*EXAMPLES),
    "hostile-case": of_case(HOSTILE_CASE),
    "hostile": hostile,
}
PLAIN = [name for name in REPORTS if not name.startswith("hostile")]
