"""The record of a batch: what was read and answered, by which knowledge base; the root over the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.audit import snapshot
from engine.audit.record import SCHEMA, Make, Setting, head_of, known_of, packs_of
from engine.audit.told import BATCH
from engine.errors import AuditError, Problem, amiss
from engine.frozen import frozen
from engine.knowledge.model import KnowledgeBase

FORMS = "forms"
"""The part that records made before it was kept do not have."""
PARTS = ("inputs", "mapping", "output", "rejects", "counts", "sample", "exact", "columns", "rows")


@frozen
class File:
    """A file as it was read or written: its SHA-256 in hex, and of an input how many bytes it had."""

    name: str
    sha256: str
    bytes: int = 0


@frozen
class Forms:
    """Of the first table and of the answers: what the endings of their names need not tell."""

    input: str
    output: str


@frozen
class Told:
    """What a batch tells of itself.

    `mapping` is the file that said what the columns of the inputs mean, where there was one.
    `columns` are those of the answers, the key first; `root` is the root over the canonical JSON of each
    answer row, of which there are `answered`; `sample` rows were to be verified, drawn by `seed`.
    """

    inputs: tuple[File, ...]
    mapping: File | None
    output: File
    rejects: File | None
    read: int
    answered: int
    rejected: int
    verified: int
    seed: int
    sample: int
    exact: bool
    columns: tuple[str, ...]
    root: bytes
    forms: Forms | None = None


@frozen
class Batch:
    """A batch read back from its record."""

    entry: Mapping[str, Any]
    kb: KnowledgeBase
    told: Told


def batch(kb: KnowledgeBase, told: Told, kept: str, setting: Setting) -> Make:
    """The maker of the record of a batch, whose knowledge base is kept as the snapshot `kept`.

    Raises ValueError where the counts or columns do not agree with each other.
    """
    if wrong := _wrong(told):
        raise ValueError(wrong)

    def make(seq: int, id: str) -> dict[str, Any]:
        head = head_of(BATCH, seq, id, setting)
        return {**head, "knowledge": known_of(kb, kept), "packs": packs_of(kb), **_plain(told)}

    return make


def read(entry: Mapping[str, Any], blob: Callable[[str], bytes]) -> Batch:
    """The batch of the entry, from the entry and its snapshot alone.

    Raises AuditError where it is none, or its parts do not belong together.
    """
    import rfc8785

    try:
        if (entry["schema"], entry["kind"]) != (SCHEMA, BATCH):
            what = f"record {entry['id']} is no batch, but of the kind {entry['kind']} ({entry['schema']})"
            raise AuditError(Problem("record", what))
        told = _told(entry)
        parts = {name: entry[name] for name in (*PARTS, *([FORMS] if FORMS in entry else ()))}
        if rfc8785.dumps(_plain(told)) != rfc8785.dumps(parts):
            raise ValueError("it holds what no batch can hold")
        if wrong := _wrong(told):
            raise ValueError(wrong)
        kb = snapshot.read(blob(entry["knowledge"]["snapshot"]))
        if entry["knowledge"] != known_of(kb, entry["knowledge"]["snapshot"]) or entry["packs"] != packs_of(
            kb
        ):
            raise ValueError("its knowledge base is not the one in its snapshot")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"this is no record of a batch: {amiss(error)}"
        raise AuditError(Problem("record", what)) from None
    return Batch(entry, kb, told)


def _wrong(told: Told) -> str:
    """In what the counts or columns do not agree, or ""."""
    numbers = (told.read, told.answered, told.rejected, told.verified, told.sample)
    if min(numbers) < 0 or told.read != told.answered + told.rejected:
        return f"of {told.read} rows {told.answered} answered and {told.rejected} rejected are not all"
    if told.verified > told.answered:
        return f"{told.verified} rows were verified, of {told.answered} answered"
    if not told.columns or len(set(told.columns)) < len(told.columns):
        return "an answer has no column, or one twice"
    if len(told.root) != 32:
        return "the root is no SHA-256"
    return ""


def _plain(told: Told) -> dict[str, Any]:
    forms = {FORMS: {"input": told.forms.input, "output": told.forms.output}} if told.forms else {}
    return {
        **forms,
        "inputs": [{**_file(each), "bytes": each.bytes} for each in told.inputs],
        "mapping": _file(told.mapping) if told.mapping else None,
        "output": _file(told.output),
        "rejects": _file(told.rejects) if told.rejects else None,
        "counts": {name: getattr(told, name) for name in ("read", "answered", "rejected", "verified")},
        "sample": {"seed": told.seed, "size": told.sample},
        "exact": told.exact,
        "columns": list(told.columns),
        "rows": {"size": told.answered, "root": told.root.hex()},
    }


def _file(file: File) -> dict[str, Any]:
    return {"name": file.name, "sha256": file.sha256}


def _told(entry: Mapping[str, Any]) -> Told:
    counts, sample = entry["counts"], entry["sample"]
    return Told(
        inputs=tuple(File(str(f["name"]), _hex(f["sha256"]), int(f["bytes"])) for f in entry["inputs"]),
        mapping=_maybe(entry["mapping"]),
        output=_read(entry["output"]),
        rejects=_maybe(entry["rejects"]),
        read=int(counts["read"]),
        answered=int(entry["rows"]["size"]),
        rejected=int(counts["rejected"]),
        verified=int(counts["verified"]),
        seed=int(sample["seed"]),
        sample=int(sample["size"]),
        exact=bool(entry["exact"]),
        columns=tuple(map(str, entry["columns"])),
        root=bytes.fromhex(entry["rows"]["root"]),
        forms=_forms(entry[FORMS]) if FORMS in entry else None,
    )


def _forms(forms: Any) -> Forms:
    return Forms(str(forms["input"]), str(forms["output"]))


def _read(file: Any) -> File:
    return File(str(file["name"]), _hex(file["sha256"]))


def _maybe(file: Any) -> File | None:
    return None if file is None else _read(file)


def _hex(text: Any) -> str:
    found = bytes.fromhex(text)
    if len(found) != 32:
        raise ValueError("a hash is no SHA-256")
    return found.hex()
