"""How to build the rule engine anew where it is installed but cannot be used."""

from __future__ import annotations

import shlex
import sys
from importlib.util import find_spec


def rebuild() -> str:
    """The command that does it, for the environment this program runs in.

    Python 3.13 took away a function that the engine calls; its successor takes the same arguments, so the
    flag is harmless elsewhere. An environment made by uv or pipx has no pip of its own.
    """
    python = shlex.quote(sys.executable)
    install = f"{python} -m pip install --force-reinstall --no-cache-dir --no-binary durable-rules"
    if find_spec("pip") is None:
        install = f"uv pip install --python {python} --reinstall --no-cache --no-binary durable-rules"
    return f"CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject {install} durable-rules"
