"""A knowledge base in a folder, or in a git revision: REV:PATH, read without checking anything out."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Collection, Iterable, Iterator

from engine.errors import KnowledgeError, Problem, UsageError, Where
from engine.knowledge.characters import MAX_BYTES
from engine.knowledge.files import RULES, SINGLE, VOCABULARY
from engine.knowledge.loader import load_files, load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.packs import PACKS

SECONDS = 60
"""So long may git take for one answer."""
MOST_FILES = 2000
"""So many files may a knowledge base of a revision have."""
_LINK, _TREE, _BLOB = "120000", "tree", "blob"
_PACK = re.compile(rf"{PACKS}[^/]+/")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")


def load_named(name: str, repository: str = ".", packs: Iterable[str] = ()) -> KnowledgeBase:
    """The knowledge base that the name means, with these packs: a folder, or REV:PATH of the repository that
    holds this one.

    PATH is relative to the top of the repository, as for git, or begins with ./ or ../ . Raises
    KnowledgeError for what is wrong with the knowledge base, UsageError where git cannot read it.
    """
    if os.path.exists(name) or _split(name) is None:
        return load_knowledge(name, packs)
    return load_files(revision_files(name, repository, tuple(packs)), name, packs)


def revision_files(name: str, repository: str = ".", packs: Collection[str] = ()) -> dict[str, bytes]:
    """The files of REV:PATH that a folder would be read for, with these packs, by path inside it.

    Raises UsageError.
    """
    split = _split(name)
    assert split is not None, "only what is REV:PATH is read from git"
    revision, path = split
    git = _Git(repository, name)
    _check(revision, path, name)
    commit = git.resolve(revision)
    tree = git.tree(commit, revision, path)
    return dict(_files(git, tree, name, packs))


def _split(name: str) -> tuple[str, str] | None:
    """Revision and path: at the first colon outside of braces, as in HEAD@{2026-01-31 10:00}:kb."""
    depth = 0
    for place, sign in enumerate(name):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if sign == ":" and depth <= 0:
            return name[:place], name[place + 1 :]
    return None


def _check(revision: str, path: str, name: str) -> None:
    if not revision:
        raise _wrong(name, "there is no revision before the colon", "name one, for example HEAD~1:kb")
    if revision.startswith("-"):
        raise _wrong(name, "a revision does not begin with '-'")
    if _UNSEEN.search(revision) or _UNSEEN.search(path):
        raise _wrong(name, "a revision or path holds a character that cannot be seen")


class _Git:
    """Asks git, without a shell and without writing anything."""

    def __init__(self, repository: str, name: str) -> None:
        self._repository, self._name = repository, name
        said = self.ask("version").decode("utf-8", "replace")
        found = re.search(r"(\d+)\.(\d+)", said)
        known = found is not None and (int(found[1]), int(found[2])) >= (2, 30)
        self._end = ("--end-of-options",) if known else ()
        self.ask("rev-parse", "--git-dir", wrong="this folder is in no git repository that git may read")

    def resolve(self, revision: str) -> str:
        """The id of the tree at the top of the revision."""
        wrong = "there is no such revision in this repository"
        found = self.ask("rev-parse", "--verify", "--quiet", *self._end, f"{revision}^{{tree}}", wrong=wrong)
        return found.decode("ascii", "replace").strip()

    def tree(self, top: str, revision: str, path: str) -> str:
        """The id of the folder in the tree."""
        if path in ("", "."):
            return top
        wrong = f"there is no {path} in this revision"
        hint = "the path begins at the top of the repository; ./ is the current folder"
        found = self.ask(
            "rev-parse", "--verify", "--quiet", f"{top}:{path.rstrip('/')}", wrong=wrong, hint=hint
        )
        id = found.decode("ascii", "replace").strip()
        if self.ask("cat-file", "-t", id).strip() != _TREE.encode():
            raise _wrong(self._name, f"{path} is a file in this revision, not a folder")
        return id

    def ask(self, *words: str, wrong: str = "", hint: str = "", most: int = 2**26) -> bytes:
        """What git answers, no more than `most` bytes. Raises UsageError where it fails."""
        environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
        command = ["git", "-C", self._repository, "--no-pager", *words]
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, env=environment, timeout=SECONDS
            )
        except FileNotFoundError:
            raise _wrong(self._name, "git is not installed, or not in the PATH") from None
        except subprocess.TimeoutExpired:
            raise _wrong(self._name, f"git did not answer in {SECONDS} seconds") from None
        except OSError as error:
            raise _wrong(
                self._name, f"git cannot be run: {(error.strerror or 'it failed').lower()}"
            ) from None
        if done.returncode:
            told = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise _wrong(self._name, wrong or (told[0] if told else "git failed"), hint)
        return done.stdout[:most]


def _files(git: _Git, tree: str, name: str, packs: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """The files at the top and in rules/, as a folder would be listed: nothing hidden, no other folder."""
    problems = []
    listed = git.ask("ls-tree", "-r", "-z", "-l", "--full-tree", tree).split(b"\0")
    found = [(head.split(), path.decode("utf-8", "surrogateescape")) for head, path in _entries(listed)]
    wanted = [each for each in found if _wanted(each[1])]
    if len(wanted) > MOST_FILES:
        raise _wrong(name, f"it has {len(wanted)} files; at most {MOST_FILES} are read")
    for (mode, kind, id, size), path in wanted:
        where = Where(f"{name.rstrip('/')}/{path}")
        if _off(path, packs):
            # What is wrong with a pack is told where it is asked for; of the others only the words are read.
            sound = kind.decode() == _BLOB and mode.decode() != _LINK and int(size) <= MAX_BYTES
            words = sound and path.endswith(f"/{VOCABULARY}")
            yield path, git.ask("cat-file", "blob", id.decode()) if words else b""
        elif kind.decode() != _BLOB or mode.decode() == _LINK:
            what = "this is a link, and links are not followed in a revision"
            problems.append(Problem("unreadable", what, where, "commit the file itself"))
        elif int(size) > MAX_BYTES:
            what = f"the file is larger than {MAX_BYTES // 1024**2} MiB"
            problems.append(Problem("too-big", what, where))
        else:
            read = path in SINGLE or path.startswith((RULES, PACKS))
            yield path, git.ask("cat-file", "blob", id.decode()) if read else b""
    if problems:
        raise KnowledgeError(problems)


def _off(path: str, packs: Collection[str]) -> bool:
    """Whether the file is one of a pack that was not asked for."""
    return path.startswith(PACKS) and path.split("/")[1] not in packs


def _entries(listed: list[bytes]) -> Iterator[tuple[bytes, bytes]]:
    for line in listed:
        head, tab, path = line.partition(b"\t")
        if tab:
            yield head, path


def _wanted(path: str) -> bool:
    last = path.rpartition("/")[2]
    home = _PACK.match(path)
    inside = path[home.end() :] if home else path
    known = "/" not in inside or inside.startswith(RULES)
    return known and not last.startswith(".") and not last.endswith("~")


def _wrong(name: str, what: str, hint: str = "") -> UsageError:
    return UsageError(Problem("revision", what, Where(name), hint))
