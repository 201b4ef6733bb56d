"""The files of the project, as a clone has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Not `git ls-files`: a file not yet added must pass too, and a machine that runs the tests may have no git.
_IGNORED = [
    line.rstrip("/")
    for line in (ROOT / ".gitignore").read_text().splitlines()
    if line and not line.startswith("#")
]


def files(*under: str) -> list[str]:
    """Paths from the root of all files that are not ignored, or of those under these files and folders."""
    starts = [ROOT / name for name in under] or [ROOT]
    return sorted(path.relative_to(ROOT).as_posix() for start in starts for path in _walk(start))


@cache
def texts() -> dict[str, str]:
    """Every file by its path, with what it says; a file that is no text says nothing."""
    return {name: (ROOT / name).read_bytes().decode("utf-8", "ignore") for name in files()}


def words(text: str) -> set[str]:
    """The words of prose and of identifiers: `ReadCase`, `read_case` and `read case` are the same two."""
    return set(re.findall("[a-z]+", re.sub("(?<=[a-z])(?=[A-Z])", " ", text).lower()))


def _walk(path: Path) -> Iterator[Path]:
    if path.name == ".git" or any(fnmatch(path.name, pattern) for pattern in _IGNORED):
        return
    if path.is_dir():
        for child in path.iterdir():
            yield from _walk(child)
    else:
        yield path
