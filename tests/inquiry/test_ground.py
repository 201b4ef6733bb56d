"""The ground program says what the reference says: of cases as they stand, and of all completions."""

from __future__ import annotations

import pytest

from tests.inquiry.checks import check_completions, check_standing

PROGRAMS, CHUNKS = 300, 3


def seeds(chunk: int) -> range:
    return range(chunk * PROGRAMS // CHUNKS, (chunk + 1) * PROGRAMS // CHUNKS)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_as_things_stand(chunk: int) -> None:
    for seed in seeds(chunk):
        check_standing(seed)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_completions(chunk: int) -> None:
    """The outlooks are exact, and the answers they name force their verdict."""
    assert sum(map(check_completions, seeds(chunk))) > PROGRAMS // CHUNKS // 10
