"""Which files make a knowledge base, and reading them from a folder without following anything out of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from engine.errors import Where
from engine.knowledge.characters import MAX_BYTES
from engine.knowledge.reading import Report

REQUIRED = ("kb.yaml", "sources.yaml", "vocabulary.yaml")
SINGLE = (*REQUIRED, "parameters.yaml")
RULES = "rules/"
_YAML = (".yaml", ".yml", ".json")


def shown(directory: str, name: str) -> Where:
    """The place of a file in messages: under the folder as the user named it."""
    return Where(f"{directory.rstrip('/')}/{name}" if directory else name)


def check_names(names: Iterable[str], directory: str, report: Report) -> list[str]:
    """The names of the files to read, in order; tells missing ones and those that nothing reads."""
    found = []
    for name in sorted(names):
        folder, slash, last = name.rpartition("/")
        if name in SINGLE or (folder + slash == RULES and last.endswith(".yaml")):
            found.append(name)
        elif folder + slash == RULES:
            report.add("file", "rules stand in files *.yaml", shown(directory, name), "rename the file")
        elif name.startswith(RULES):
            report.add("file", "folders inside rules/ are not read", shown(directory, name), "move the file")
        elif not slash and last.endswith(_YAML):
            hint = report.suggest(last, SINGLE, "the files are")
            report.add("file", "this is no file of a knowledge base", shown(directory, name), hint)
    if missing := [name for name in REQUIRED if name not in found]:
        hint = "a knowledge base is a folder with kb.yaml, sources.yaml, vocabulary.yaml and rules/"
        for name in missing:
            report.add("missing-file", "there is no such file", shown(directory, name), hint)
    elif not any(name.startswith(RULES) for name in found):
        report.add(
            "missing-file", "there is no file with rules", shown(directory, "rules"), "add one: *.yaml"
        )
    return found


def read_files(folder: Path, directory: str, report: Report) -> dict[str, bytes]:
    """The bytes of the files of the folder, by path inside it; what cannot be read is told."""
    hint = "a knowledge base is a folder with kb.yaml, sources.yaml, vocabulary.yaml and rules/"
    try:
        if not stat.S_ISDIR(os.stat(folder).st_mode):
            report.add("no-folder", "this is a file, not a folder", Where(directory), hint)
            return {}
        names = _listed(folder, "", directory, report)
        if os.path.isdir(folder / RULES):
            names += _listed(folder, RULES, directory, report)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        report.add("no-folder", "there is no such folder", Where(directory), hint)
        return {}
    except OSError as error:
        report.add("unreadable", f"the folder cannot be read: {error.strerror}", Where(directory))
        return {}
    home = folder.resolve()
    found = {}
    for name in check_names(names, directory, report):
        if os.path.islink(folder / name) and not os.path.exists(folder / name):
            continue  # told where it was listed
        data = _read(folder / name, home, shown(directory, name), report)
        if data is not None:
            found[name] = data
    return found


def _listed(home: Path, inside: str, directory: str, report: Report) -> list[str]:
    """What stands in the folder, by path inside the knowledge base: no folders at its top, nothing hidden.

    A link that leads nowhere, or round to itself, is told: whatever it is called, it was not meant so.
    """
    found = []
    with os.scandir(home / inside) as entries:
        names = sorted(entry.name for entry in entries)
    for name in names:
        path = home / inside / name
        if name.startswith(".") or name.endswith("~") or (not inside and os.path.isdir(path)):
            continue
        if os.path.islink(path) and not os.path.exists(path):
            what = f"this link to {os.readlink(path)} leads nowhere"
            hint = "remove the link, or let it lead to a file of this folder"
            report.add("unreadable", what, shown(directory, inside + name), hint)
        found.append(inside + name)
    return found


def _read(path: Path, home: Path, where: Where, report: Report) -> bytes | None:
    """The bytes of a regular file inside the folder; of one that is too big only what shows that it is."""
    try:
        if not path.resolve().is_relative_to(home):
            report.add("outside", "this link leads out of the knowledge base", where, "copy the file")
            return None
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                report.add("unreadable", "this is no regular file", where)
                return None
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        report.add("unreadable", f"the file cannot be read: {error.strerror}", where)
    except (ValueError, RuntimeError):  # a loop of links is a RuntimeError up to Python 3.12
        report.add("unreadable", "the file cannot be read", where)
    return None
