"""The rules as one fused loop in C over packed bits."""

from __future__ import annotations

import ctypes
import re
import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.portfolio.definitions import Definitions, Language
from engine.inference.prepared import Ready

_NAME = re.compile(r"[iv]\d+")
C = Language("&", "|", "~", "ALL", "NONE")
STEP = 8
"""Words that the loop takes at once: 512 rows."""
_HEAD = f"""
typedef unsigned long long V __attribute__((vector_size({8 * STEP})));
#define NONE ((V){{0}})
#define ALL (~NONE)
#define PART(n) static __attribute__((noinline)) \\
  void n(long steps, long w, const V *restrict in, V *restrict out)
"""
WHOLE, PART = 700, 100
"""Up to so many formulas the loop has one body; else bodies of so many, which a compiler gets through."""


class Kernel:
    """The compiled loop."""

    def __init__(self, ready: Ready, slots: int, folder: Path) -> None:
        self.definitions = Definitions(ready, slots, C)
        self.places = {each.name: at for at, each in enumerate(self.definitions.all)}
        self._loads = {
            **{name: f"in[{at}*steps+w]" for at, name in enumerate(self.definitions.inputs.values())},
            **{name: f"out[{at}*steps+w]" for name, at in self.places.items()},
        }
        size = WHOLE if len(self.definitions.all) <= WHOLE else PART
        parts = [self._part(start, size) for start in range(0, len(self.definitions.all), size)]
        calls = "".join(
            f"  p{start}(steps, w, in, out);\n" for start in range(0, len(self.definitions.all), size)
        )
        loop = (
            "void run(long steps, const V *in, V *out) { for (long w = 0; w < steps; w++) {\n"
            + calls
            + "}}\n"
        )
        source, library = folder / "rules.c", folder / "rules.so"
        source.write_text(_HEAD + "".join(parts) + loop)
        command = ["gcc", "-O3", "-march=native", "-shared", "-fPIC", "-o", str(library), str(source)]
        subprocess.run(command, check=True)
        self._run = ctypes.CDLL(str(library)).run
        self._run.argtypes = [ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]

    def _part(self, start: int, size: int) -> str:
        """A function of so many formulas; what earlier ones made is read back, while it is still at hand."""
        definitions = self.definitions.all[start : start + size]
        own = {each.name for each in definitions}
        read = dict.fromkeys(name for each in definitions for name in _NAME.findall(each.formula))
        lines = [f"V {name} = {self._loads[name]};" for name in read if name not in own]
        for each in definitions:
            lines.append(f"V {each.name} = {each.formula}; {self._loads[each.name]} = {each.name};")
        return f"PART(p{start}) {{\n" + "\n".join(lines) + "\n}\n"

    def run(self, given: NDArray[np.uint64], out: NDArray[np.uint64]) -> None:
        """Fill `out`, shape (definitions, words), from `given`, shape (inputs, words)."""
        self._run(given.shape[1] // STEP, given.ctypes.data, out.ctypes.data)


def aligned(columns: int, words: int) -> NDArray[np.uint64]:
    """Zeros of this shape that begin where a cache line begins."""
    space = np.zeros(columns * words + 8, np.uint64)
    start = -space.ctypes.data % 64 // 8
    return space[start : start + columns * words].reshape(columns, words)
