"""What holds for every test."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def garbage_is_collected() -> Iterator[None]:
    """A command keeps its garbage, since its process soon ends. This one lives on, and is forked by each."""
    gc.set_threshold(20_000, 10, 5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "freeze", lambda: None)
        patch.setattr(gc, "set_threshold", lambda *_: None)
        yield
