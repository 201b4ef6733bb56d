"""A knowledge base whole, as bytes under one digest: its files, and what they were loaded to."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import replace
from hashlib import sha256

from engine.errors import AuditError, KnowledgeError, Problem, amiss
from engine.knowledge.canonical import plain
from engine.knowledge.loader import load_files
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.restore import knowledge_from, places

SCHEMA = "advisor/snapshot/1"


def make(kb: KnowledgeBase) -> bytes:
    """The snapshot of the knowledge base: canonical JSON (RFC 8785)."""
    import rfc8785

    files = {name: b64encode(data).decode() for name, data in kb.files.items()}
    content = {"schema": SCHEMA, "files": files, "knowledge": plain(kb), "places": places(kb)}
    return rfc8785.dumps(content)


def digest(data: bytes) -> str:
    """sha256:HEX of a snapshot: the name it is stored under."""
    return f"sha256:{sha256(data).hexdigest()}"


def read(data: bytes) -> KnowledgeBase:
    """The knowledge base of a snapshot, with its files. Raises AuditError where this is no snapshot."""
    try:
        content = json.loads(data)
        if content["schema"] != SCHEMA:
            raise ValueError(f"its schema is {content['schema']}")
        files = {name: b64decode(text, validate=True) for name, text in content["files"].items()}
        return replace(knowledge_from(content["knowledge"], content["places"]), files=files)
    except KnowledgeError as error:
        raise AuditError(error.problems) from None
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        what = f"this is no snapshot of a knowledge base: {amiss(error)}"
        raise AuditError(Problem("snapshot", what)) from None


def reloaded(kb: KnowledgeBase) -> tuple[Problem, ...]:
    """What is wrong where the files of a snapshot no longer load to the knowledge base beside them."""
    try:
        again = load_files(kb.files, kb.directory, [pack.name for pack in kb.packs])
    except KnowledgeError as error:
        return error.problems
    if again.digest == kb.digest and places(again) == places(kb):
        return ()
    what = f"the recorded files load to {again.digest}, not to the recorded knowledge base {kb.digest}"
    return (Problem("snapshot-files", what),)
