"""The small knowledge base with which a new one begins: its files lie in `starter/`, beside this one."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from engine.errors import Problem, UsageError
from engine.knowledge.nearest import quoted

FOLDER = Path(__file__).parent / "starter"
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_NAME_LINE = re.compile(rb"(?m)^name: [a-z]+")


def starter(name: str) -> Mapping[str, bytes]:
    """Every file by its path inside the new folder, under this name. Raises UsageError where it is none."""
    if not _NAME.fullmatch(name):
        what = f"{quoted(name)} is no name of a knowledge base"
        hint = "small letters, digits, - and _, a letter first: --name says another one than the folder's"
        raise UsageError(Problem("name", what, None, hint))
    files = {
        file.relative_to(FOLDER).as_posix(): file.read_bytes()
        for file in sorted(FOLDER.rglob("*"))
        if file.is_file()
    }
    files["kb.yaml"] = _NAME_LINE.sub(b"name: " + name.encode(), files["kb.yaml"], count=1)
    return files


def name_of(folder: str) -> str:
    """What a knowledge base in this folder is called when nobody says: the folder's name in legal letters."""
    return re.sub("[^a-z0-9_]+", "-", os.path.basename(os.path.abspath(folder)).lower()).strip("-")
