"""All mutants of the shipped knowledge bases: their cases must notice each that any case can notice.

python -m tests.mutate
"""

from __future__ import annotations

import sys

from engine.knowledge.loader import load_knowledge
from engine.workbench.casetests import own_cases, run
from engine.workbench.mutation.testing import mutate


def main() -> int:
    """Try all of them; the exit code is 1 where one survives."""
    left = 0
    bases = [("kb", ()), ("examples/rooms/kb", ()), ("kb", ("practice",)), ("kb", ("benchmarks",))]
    for folder, packs in bases:
        kb = load_knowledge(folder, packs)
        own = tuple(rule.id for rule in kb.rules.values() if rule.pack)
        mutation = mutate(kb, run(kb, own_cases(kb)), own)
        print(
            f"{' '.join((folder, *packs))}: {len(mutation.of('killed'))} of {mutation.counted} killed",
            flush=True,
        )
        for each in mutation.tested:
            if each.fate not in ("killed", "equivalent"):
                left += 1
                print(f"  {each.fate}: {each.mutant.id} ({each.mutant.change})")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
