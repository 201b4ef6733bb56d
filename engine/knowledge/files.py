"""Which files make a knowledge base, and reading them from a folder without following anything out of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path, PurePath

from engine.errors import Problem, Where, reason
from engine.knowledge.characters import MAX_BYTES
from engine.knowledge.nearest import nearest, quoted
from engine.knowledge.packs import PACKS, is_name, no_packs, packs_in
from engine.knowledge.reading import Report

REQUIRED = ("kb.yaml", "sources.yaml", "vocabulary.yaml")
SINGLE = (*REQUIRED, "parameters.yaml")
RULES = "rules/"
OF_PACK = ("pack.yaml", "sources.yaml")
"""What a pack must have, besides rules."""
VOCABULARY = "vocabulary.yaml"
IN_PACK = (*OF_PACK, VOCABULARY, "parameters.yaml")
FOLDER = "a knowledge base is a folder with kb.yaml, sources.yaml, vocabulary.yaml and rules/"
PACK_FOLDER = "a pack is a folder with pack.yaml, sources.yaml and rules/"
_YAML = (".yaml", ".yml", ".json")


def shown(directory: str, name: str) -> Where:
    """The place of a file in messages: under the folder as the user named it."""
    return Where(f"{directory.rstrip('/')}/{name}" if directory else name)


def near_path(path: str, files: bool = True) -> str:
    """A hint: what lies beside it under the most similar name, without `files` a folder; "" for nothing."""
    folder, name = os.path.split(path.rstrip("/"))
    try:
        beside = sorted(entry.name for entry in os.scandir(folder or ".") if files or entry.is_dir())
    except (OSError, ValueError):
        return ""
    found = nearest(name, beside)
    return f"did you mean {os.path.join(folder, found)}?" if found else ""


def check_names(
    names: Iterable[str],
    directory: str,
    report: Report,
    packs: Sequence[str] = (),
    there: Iterable[str] = (),
) -> list[str]:
    """The names of the files to read, in order, those of the packs last; tells missing ones and those that
    nothing reads. `there` are the packs that there are."""
    listed = sorted(names)
    own = [name for name in listed if not name.startswith(PACKS)]
    found = _check(own, "", REQUIRED, SINGLE, directory, report)
    for pack in packs:
        home = f"{PACKS}{pack}/"
        if pack in there:
            inside = [name.removeprefix(home) for name in listed if name.startswith(home)]
            found += [home + name for name in _check(inside, home, OF_PACK, IN_PACK, directory, report)]
        else:
            hint = report.suggest(pack, there, "the packs are") if there else "it has no packs"
            if set(pack.split(",")) <= set(there):
                hint = f"write {' '.join(f'--pack {name}' for name in pack.split(','))}"
            where = shown(directory, PACKS.rstrip("/"))
            report.add("unknown-pack", f"there is no pack {quoted(pack)}", where, hint)
    return found


def sorted_files(
    files: Mapping[str, bytes], directory: str, report: Report, packs: Sequence[str]
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """What `read_files` gives, of files that were read before."""
    named = (name.split("/") for name in sorted(files) if name.startswith(PACKS))
    there = list(dict.fromkeys(parts[1] for parts in named if len(parts) > 2 and is_name(parts[1])))
    wanted = check_names(files, directory, report, packs, there)
    shelf = {pack: files.get(f"{PACKS}{pack}/{VOCABULARY}", b"") for pack in there if pack not in packs}
    return {name: files[name] for name in wanted}, shelf


def _check(
    names: Iterable[str],
    home: str,
    required: tuple[str, ...],
    single: tuple[str, ...],
    directory: str,
    report: Report,
) -> list[str]:
    """The same for the knowledge base itself, or for the pack in this folder of it."""
    found = []
    for name in names:
        folder, slash, last = name.rpartition("/")
        where = shown(directory, home + name)
        if name in single or (folder + slash == RULES and last.endswith(".yaml")):
            found.append(name)
        elif folder + slash == RULES:
            report.add("file", "rules stand in files *.yaml", where, "rename the file")
        elif name.startswith(RULES):
            hint = "move its files" if not last else "move the file"
            report.add("file", "folders inside rules/ are not read", where, hint)
        elif not slash and last.endswith(_YAML):
            kind = "a pack" if home else "a knowledge base"
            hint = report.suggest(last, single, "the files are")
            report.add("file", f"this is no file of {kind}", where, hint)
    if missing := [name for name in required if name not in found]:
        for name in missing:
            hint = PACK_FOLDER if home else FOLDER
            report.add("missing-file", "there is no such file", shown(directory, home + name), hint)
    elif not any(name.startswith(RULES) for name in found):
        where = shown(directory, home + RULES.rstrip("/"))
        report.add("missing-file", "there is no file with rules", where, "add one: *.yaml")
    return found


def read_files(
    folder: Path, directory: str, report: Report, packs: Sequence[str] = ()
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The bytes of the files of the folder and of these packs of it, by path inside it, and the vocabularies
    of its other packs, by pack; what cannot be read is told."""
    try:
        if not stat.S_ISDIR(os.stat(folder).st_mode):
            report.add("no-folder", "this is a file, not a folder", Where(directory), FOLDER)
            return {}, {}
        there = packs_in(folder)
        names = _home(folder, "", directory, report)
        if missing := {pack for pack in packs if pack not in there}:
            report.extend(each for each in no_packs(folder, directory) if _keeps_out(each, missing))
        for pack in there:
            names += _home(folder, f"{PACKS}{pack}/", directory, report) if pack in packs else []
    except (FileNotFoundError, NotADirectoryError, ValueError):
        hint = near_path(directory, files=False) or FOLDER
        report.add("no-folder", "there is no such folder", Where(directory), hint)
        return {}, {}
    except OSError as error:
        report.add("unreadable", f"the folder cannot be read: {reason(error)}", Where(directory))
        return {}, {}
    home = folder.resolve()
    found = {}
    for name in check_names(names, directory, report, packs, there):
        if os.path.islink(folder / name) and not os.path.exists(folder / name):
            continue  # told where it was listed
        data = _read(folder / name, home, shown(directory, name), report)
        if data is not None:
            found[name] = data
    shelf = {}
    for pack in there:
        if pack not in packs:  # what is wrong with it is told where it is asked for
            vocabulary = folder / PACKS / pack / VOCABULARY
            shelf[pack] = _read(vocabulary, home, Where(""), Report()) or b""
    return found, shelf


def _keeps_out(problem: Problem, missing: Collection[str]) -> bool:
    """Whether it is why one of these packs is not there."""
    return problem.code == "no-folder" or PurePath(str(problem.where)).name in missing


def _home(folder: Path, home: str, directory: str, report: Report) -> list[str]:
    """What stands in the folder of the knowledge base or of a pack, and in its rules/."""
    names = _listed(folder, home, directory, report)
    if os.path.isdir(folder / home / RULES):
        names += _listed(folder, home + RULES, directory, report)
    return names


def _listed(home: Path, inside: str, directory: str, report: Report) -> list[str]:
    """What stands in the folder, by path inside the knowledge base: no folders at its top, nothing hidden.

    A link that leads nowhere, or round to itself, is told: whatever it is called, it was not meant so.
    """
    found = []
    with os.scandir(home / inside) as entries:
        names = sorted(entry.name for entry in entries)
    for name in names:
        path = home / inside / name
        if name.startswith(".") or name.endswith("~") or (not inside.endswith(RULES) and os.path.isdir(path)):
            continue
        if os.path.islink(path) and not os.path.exists(path):
            what = f"this link to {os.readlink(path)} leads nowhere"
            hint = "remove the link, or let it lead to a file of this folder"
            report.add("unreadable", what, shown(directory, inside + name), hint)
        found.append(inside + name + ("/" if os.path.isdir(path) else ""))  # a folder inside of rules/
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
        report.add("unreadable", f"the file cannot be read: {reason(error)}", where)
    except (ValueError, RuntimeError):  # a loop of links is a RuntimeError up to Python 3.12
        report.add("unreadable", "the file cannot be read", where)
    return None
