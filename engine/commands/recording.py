"""Writing into the audit log from a command: who does it, and what it was done with."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from engine.errors import AuditError, Problem, UsageError

if TYPE_CHECKING:
    from engine.audit.batch import Told
    from engine.audit.receipt import Receipt
    from engine.audit.record import Actor, Make, Setting
    from engine.cases.model import Case
    from engine.inference.derivation import Derivation
    from engine.inquiry.answers import Outlook
    from engine.knowledge.model import KnowledgeBase

Function = TypeVar("Function", bound=Callable[..., Any])
SERVICE = "service:"
INSTALLED = ".dist-info"


def actor_option(function: Function) -> Function:
    """`--actor NAME`, as the parameter `actor`: None where nobody is named."""
    return click.option(
        "--actor",
        metavar="NAME",
        help="Who does this, for the log: a person, or service:NAME; without it the login name.",
    )(function)


def record(
    log: str,
    kb: KnowledgeBase,
    case: Case,
    derivation: Derivation,
    outlooks: Sequence[Outlook],
    actor: str | None,
    interface: str = "cli recommend",
) -> Receipt:
    """The receipt of a decision that is in the log when this returns. Raises AuditError where it is not."""
    from engine.audit.record import decision

    kept, blobs = _kept(kb)
    setting = made_by(actor, interface)
    return append(log, decision(kb, case, derivation, kept, setting, outlooks), blobs)


def record_batch(log: str, kb: KnowledgeBase, told: Told, actor: str | None) -> Receipt:
    """The receipt of a batch that is in the log when this returns. Raises AuditError where it is not."""
    from engine.audit.batch import batch

    kept, blobs = _kept(kb)
    return append(log, batch(kb, told, kept, made_by(actor, "cli batch")), blobs)


def _kept(kb: KnowledgeBase) -> tuple[str, dict[str, bytes]]:
    """The snapshot of the knowledge base, by its digest, and the digest. Raises AuditError."""
    from engine.audit import snapshot

    with _writable():
        data = snapshot.make(kb)
    name = snapshot.digest(data)
    return name, {name: data}


def append(log: str, make: Make, blobs: Mapping[str, bytes]) -> Receipt:
    """The receipt of what is in the log when this returns. Raises AuditError where it is not."""
    from engine.audit.log import Log

    with Log.create(log) as opened, _writable():
        return opened.append(make, blobs)


@contextmanager
def _writable() -> Iterator[None]:
    """Turn what canonical JSON refuses within, names of files that are not UTF-8, into AuditError."""
    try:
        yield
    except ValueError as error:
        hint = "names and texts must be UTF-8"
        raise AuditError(Problem("record", f"this cannot be recorded: {error}", None, hint)) from None


def made_by(actor: str | None, interface: str) -> Setting:
    """What a record says about its own making."""
    from engine.audit.record import Setting

    return Setting(_actor(actor), interface, _versions())


def check_actor(actor: str | None, log: str | None) -> None:
    """Raises UsageError where the actor is named for no log, or has no name."""
    if actor is not None and log is None:
        what, hint = "--actor is for the audit log, and none is named", "--log FILE, or set ADVISOR_LOG"
        raise UsageError(Problem("actor", what, None, hint))
    if actor is not None and not actor.removeprefix(SERVICE).strip():
        raise UsageError(Problem("actor", "--actor names nobody", None, "give a name"))


def _actor(name: str | None) -> Actor:
    from engine.audit.record import Actor

    if name is None:
        return Actor(_login())
    if name.startswith(SERVICE):
        return Actor(name.removeprefix(SERVICE), "service")
    return Actor(name)


def _login() -> str:
    """The name that the system knows the user by, or the number where it knows none."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return f"user {os.getuid()}"


def _versions() -> dict[str, str]:
    """What the answer was made with."""
    from engine import __version__

    python = ".".join(map(str, sys.version_info[:3]))
    libraries = {"durable_rules": "durable", "clingo": "clingo"}
    installed = {name: _installed(name, module) for name, module in libraries.items()}
    return {"advisor": __version__, "python": python, **installed}


def _installed(name: str, module: str) -> str:
    """The version of a library, which its installer wrote into the name of a folder beside it.

    The library that reads it for any package takes longer to load than a record takes to write.
    """
    from importlib.util import find_spec

    spec = find_spec(module)
    if spec is not None and spec.origin is not None:
        beside = os.path.dirname(os.path.dirname(spec.origin))
        for folder in os.listdir(beside):
            if folder.startswith(f"{name}-") and folder.endswith(INSTALLED):
                return folder[len(name) + 1 : -len(INSTALLED)]
    from importlib.metadata import version

    return version(name)
