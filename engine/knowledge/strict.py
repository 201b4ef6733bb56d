"""YAML and JSON read strictly: nothing is guessed, nothing is lost, everything keeps its place.

Works on the events of the YAML parser, without recursion, in time linear in the size of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from engine.errors import Problem, Where
from engine.knowledge.characters import Findings, check_escapes, decode, same_key
from engine.knowledge.nearest import quoted
from engine.knowledge.nodes import Mapping, Node, Scalar, Sequence
from engine.knowledge.scalars import BOOLEANS, reading

MAX_DEPTH = 32
MAX_VALUES = 500_000
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_HINTS = (
    ("cannot start any token", "indent with blanks, not with tabs; quote a text that starts with @ or `"),
    ("mapping values are not allowed", "quote a text that holds a colon and a blank"),
    ("expected ':'", "is there a colon and a blank after the key?"),
    ("expected <block end>", "is the indentation of this line right?"),
    ("expected key", "is the indentation of this line right?"),
    ("unknown escape", "in double quotes a backslash is written twice"),
    ("end of stream", "is a quote or a bracket still open?"),
)


class Builder:
    """Puts together the nodes of one document; shared by the YAML and the JSON reader."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self.root: Node | None = None
        self.values = 0
        self.stack: list[_Frame] = []

    def open(self, where: Where, mapping: bool) -> bool:
        """Start a list or a mapping; False where the document is nested too deep or too big."""
        self.stack.append(_Frame(where, mapping))
        if len(self.stack) > MAX_DEPTH:
            self.too_deep(where)
            return False
        return self._count(where)

    def too_deep(self, where: Where) -> None:
        """Note that the document is nested too deep."""
        self.found.add("too-deep", f"nested more than {MAX_DEPTH} levels deep", where)

    def close(self) -> None:
        """End the innermost list or mapping."""
        frame = self.stack.pop()
        if frame.mapping:
            self._put(Mapping(tuple(frame.entries), frame.where))
        else:
            self._put(Sequence(tuple(frame.items), frame.where))

    def scalar(self, text: str, plain: bool, where: Where) -> bool:
        """Add a scalar; False where the document is too big."""
        self._put(Scalar(check_escapes(text, where, self.found), plain, where))
        return self._count(where)

    def _count(self, where: Where) -> bool:
        self.values += 1
        if self.values > MAX_VALUES:
            self.found.add("too-big", f"more than {MAX_VALUES} values in one file", where)
        return self.values <= MAX_VALUES

    def _put(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if not frame.mapping:
            frame.items.append(node)
        elif frame.waiting:
            frame.waiting = False
            if frame.key is not None:
                frame.entries.append((frame.key, node))
        else:
            frame.waiting = True
            frame.key = self._key(node, frame)

    def _key(self, node: Node, frame: _Frame) -> Scalar | None:
        """The node as a key of this mapping, or None where it cannot be one."""
        if not isinstance(node, Scalar):
            self.found.add("key", "a key must be text, not a list or a mapping", node.where)
            return None
        if node.plain and node.text == "<<":
            self.found.add("merge-key", "merge keys are not allowed", node.where, "write the entries out")
            return None
        if not node.text.strip():
            self.found.add("key", "a key is empty", node.where)
            return None
        if node.plain and node.text not in BOOLEANS and (kind := reading(node.text)):
            what = f"the key {quoted(node.text)} could be read as {kind}"
            self.found.add("key", what, node.where, "quote it")
            return None
        first = frame.seen.setdefault(same_key(node.text), node)
        if first is node:
            return node
        if first.text == node.text:
            what = f"the key {quoted(node.text)} stands twice, first in line {first.where.line}"
        else:
            what = f"the key {quoted(node.text)} looks the same as the key in line {first.where.line}"
        self.found.add("duplicate-key", what, node.where, "keep one of them")
        return None


class _Frame:
    """A list or mapping that is still open."""

    __slots__ = ("entries", "items", "key", "mapping", "seen", "waiting", "where")

    def __init__(self, where: Where, mapping: bool) -> None:
        self.where = where
        self.mapping = mapping
        self.items: list[Node] = []
        self.entries: list[tuple[Scalar, Node]] = []
        self.seen: dict[str, Scalar] = {}
        self.key: Scalar | None = None
        self.waiting = False
        """A key was read (good or bad), and its value comes next."""


def read_document(
    data: bytes, file: str, json: bool | None = None
) -> tuple[Node | None, tuple[Problem, ...]]:
    """The document as nodes, and everything that is wrong with it; None where it could not be read whole.

    With problems the node may still be given, so that a caller can find more problems in it; it must
    then not be used. `json=None`: JSON if the file's name ends in .json, or if standard input ("-")
    starts with a brace.
    """
    found = Findings(file)
    text = decode(data, found)
    if text is None:
        return None, found.result()
    if json is None:
        json = file.lower().endswith(".json") or (file == "-" and text.lstrip().startswith("{"))
    if not text.strip():
        found.add("empty", "the document is empty", Where(file, 1, 1))
        return None, found.result()
    builder = Builder(found)
    if json:
        from engine.knowledge.strict_json import read_json

        whole = read_json(text, file, builder)
    else:
        whole = _read_yaml(text, file, builder)
    return (builder.root if whole else None), found.result()


def _read_yaml(text: str, file: str, builder: Builder) -> bool:
    """Whether the text was read to its end."""
    found = builder.found
    where = Where(file, 1, 1)
    try:
        for event in _events(text):
            mark = event.start_mark
            where = Where(file, mark.line + 1, mark.column + 1)
            if not _take(event, where, builder):
                return False
    except (yaml.YAMLError, ValueError) as error:
        what = getattr(error, "problem", None) or "it cannot be parsed"
        mark = getattr(error, "problem_mark", None)
        where = Where(file, mark.line + 1, mark.column + 1) if mark else where
        if "nesting depth" in what:
            builder.too_deep(where)
            return False
        hint = next((hint for words, hint in _HINTS if words in what), "")
        found.add("syntax", f"not valid YAML: {what}", where, hint)
        return False
    if builder.root is None or (isinstance(builder.root, Scalar) and builder.root.text == ""):
        found.add("empty", "the document is empty", Where(file, 1, 1))
        return False
    return True


def _events(text: str) -> Iterator[Any]:
    return iter(LOADER(text).get_event, None)


def _take(event: Any, where: Where, builder: Builder) -> bool:
    """Hand one event to the builder; False to stop reading."""
    found = builder.found
    kind = type(event)
    if kind is yaml.ScalarEvent:
        _refuse_marks(event, where, found)
        # The C parser says '' for an unquoted scalar, the Python one None.
        return builder.scalar(event.value, not event.style, where)
    if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
        _refuse_marks(event, where, found)
        return builder.open(where, kind is yaml.MappingStartEvent)
    if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
        builder.close()
    elif kind is yaml.AliasEvent:
        found.add("alias", f"aliases (*{event.anchor}) are not allowed", where, "write the value out")
        return builder.scalar(f"*{event.anchor}", False, where)
    elif kind is yaml.DocumentStartEvent:
        if event.version or event.tags:
            found.add("directive", "YAML directives (%) are not allowed", where, "remove the line")
        if builder.root is not None:
            found.add("documents", "a second document starts here; one file holds one", where)
            return False
    return True


def _refuse_marks(event: Any, where: Where, found: Findings) -> None:
    if event.anchor is not None:
        found.add("anchor", f"anchors (&{event.anchor}) are not allowed", where, "write the value out")
    if event.tag is not None:
        found.add("tag", "tags (!) are not allowed", where, "quote a text that starts with !")
