"""The workbench on the shipped knowledge base against a cold `recommend`, and on one of 400 rules."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.cold import RECOMMEND, seconds
from benchmarks.programs import files

LARGE = 400
"""Rules of the large knowledge base."""
FINDINGS = (0, 1)


def measure(runs: int) -> list[str]:
    """A table row a command: on kb/ taken in turns with a cold `recommend`, on the large base once."""
    advisor = RECOMMEND[:2]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        changed, large, other = folder / "changed", folder / "large", folder / "other"
        shutil.copytree("kb", changed)
        _edit(changed / "rules" / "40-verdicts.yaml", "    function.core: false\n", "")
        _write(large, LARGE)
        _write(other, LARGE)
        _edit(other / "rules" / "0007.yaml", "{above: 10}", "{above: 20}")
        commands = {
            "`kb check --deep`": ["kb", "check", "--deep"],
            "`kb diff`, one condition dropped": ["kb", "diff", "kb", str(changed)],
            "`kb diff` with itself": ["kb", "diff", "kb", "kb"],
            "`kb test --mutate`": ["kb", "test", "--mutate"],
        }
        seconds(RECOMMEND)
        below: list[float] = []
        taken: dict[str, list[float]] = {what: [] for what in commands}
        for run in range(runs):
            below.append(seconds(RECOMMEND))
            for what, words in commands.items():
                if run < (runs + 2) // 3 or "mutate" not in what:
                    taken[what].append(seconds([*advisor, *words], FINDINGS))
        bottom = median(below)
        rows = [_row(f"{what}, shipped knowledge base", median(each), bottom) for what, each in taken.items()]
        again = {
            "`kb check --deep`": ["kb", "check", "--deep", "--kb", str(large)],
            "`kb diff`, one threshold changed": ["kb", "diff", str(large), str(other)],
            "`kb diff` with itself": ["kb", "diff", str(large), str(large)],
            "`kb test --mutate`, all mutants": ["kb", "test", "--mutate", "--kb", str(large)],
        }
        rows += [
            _row(f"{what}, {LARGE} rules", seconds([*advisor, *words], FINDINGS), bottom)
            for what, words in again.items()
        ]
    return rows


def _row(what: str, taken: float, below: float) -> str:
    shown = f"{taken * 1000:.0f} ms" if taken < 10 else f"{taken:.0f} s"
    return f"| {what} / cold `recommend` | {shown} / {below * 1000:.0f} ms | {taken / below:.1f} |"


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text, file
    file.write_text(text.replace(old, new, 1), "utf-8")


def _write(folder: Path, rules: int) -> None:
    """The large knowledge base, with a case of each of its modules."""
    for name, data in files(rules).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "cases").mkdir()
    for module in range(rules // 10):
        for number, fires in ((5, "M{m}-4"), (50, "M{m}-3")):
            text = f"m{module}: {{a: true, b: true, c: [x, y], n: {number}}}\n"
            text += f"expect: {{fired: [{fires.format(m=module)}], verdicts: {{whole.verdict: good}}}}\n"
            (folder / "cases" / f"{module:03}-{number}.yaml").write_text(text, "utf-8")


if __name__ == "__main__":
    print("\n".join(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5)))
