"""Which packs a knowledge base has: the folders in packs/ whose names can be those of packs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from engine.errors import Problem, Where
from engine.knowledge.nearest import quoted

PACKS = "packs/"
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


def is_name(text: str) -> bool:
    """Whether a pack can be called so."""
    return _NAME.fullmatch(text) is not None


def packs_in(folder: Path) -> list[str]:
    """The names of the packs that are there."""
    return [name for name in _folders(folder) if is_name(name)]


def no_packs(folder: Path, directory: str) -> Iterator[Problem]:
    """What stands where packs stand and can be none: a file instead of packs/, a folder of another name.

    `directory` is what the knowledge base is called in messages.
    """
    home = f"{directory.rstrip('/')}/{PACKS}" if directory else PACKS
    if os.path.isfile(folder / PACKS.rstrip("/")):
        what, hint = "this is a file, not a folder", f"each pack is a folder inside {PACKS}"
        yield Problem("no-folder", what, Where(home.rstrip("/")), hint)
    for name in _folders(folder):
        if not is_name(name) and not name.startswith(".") and not name.endswith("~"):
            hint = "use small letters, digits, underlines and hyphens, a letter first"
            yield Problem(
                "pack-name", f"{quoted(name)} cannot be the name of a pack", Where(home + name), hint
            )


def _folders(folder: Path) -> list[str]:
    """The names of the folders in packs/."""
    try:
        names = sorted(os.listdir(folder / PACKS))
    except OSError:
        return []
    return [name for name in names if os.path.isdir(folder / PACKS / name)]
