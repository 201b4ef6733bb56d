"""A folder of files, made whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress

from engine.errors import Problem, UsageError, reason


def write_folder(folder: str, files: Mapping[str, bytes]) -> None:
    """Make the folder with these files, by path inside it; it may be there if nothing is in it.

    Raises UsageError where it cannot be made; then everything is as it was.
    """
    try:
        there = _is_empty(folder)
        _make(folder, files, there)
    except (OSError, ValueError) as error:
        above = os.path.dirname(folder.rstrip(os.sep))
        hint = "name another folder" if os.path.lexists(_above(folder)) else f"make {above} first"
        raise UsageError(Problem("output", f"cannot make {folder}: {reason(error)}", None, hint)) from None


def _is_empty(folder: str) -> bool:
    """Whether there is such a folder, with nothing in it. Raises UsageError where something is there."""
    if not os.path.lexists(folder):
        return False
    if not os.path.isdir(folder):
        raise UsageError(Problem("exists", f"{folder} is there, and is no folder", None, "name another one"))
    if os.listdir(folder):
        raise UsageError(Problem("exists", f"{folder} is there, and is not empty", None, "name a new folder"))
    return True


def _make(folder: str, files: Mapping[str, bytes], there: bool) -> None:
    """Write everything in a folder that nobody looks into, then move it to its place."""
    import shutil
    import tempfile

    stage = tempfile.mkdtemp(dir=folder if there else _above(folder), prefix=".advisor-")
    moved: list[str] = []
    try:
        os.chmod(stage, _mode())
        for name, data in files.items():
            path = os.path.join(stage, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "xb") as out:
                out.write(data)
        if there:
            for name in os.listdir(stage):
                os.rename(os.path.join(stage, name), os.path.join(folder, name))
                moved.append(os.path.join(folder, name))
            os.rmdir(stage)
        else:
            os.rename(stage, folder)
    except BaseException:
        for path in (stage, *moved):
            shutil.rmtree(path, ignore_errors=True)
            with suppress(OSError):
                os.unlink(path)
        raise


def _above(folder: str) -> str:
    """The folder in which it is made."""
    return os.path.dirname(os.path.abspath(folder))


def _mode() -> int:
    """What the user's mask leaves of a new folder's mode."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o777 & ~mask
