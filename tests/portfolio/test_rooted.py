"""The lines that a batch is rooted in are the canonical JSON of its rows, whatever they hold."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.audit.growing import Growing
from engine.audit.row_proof import line_of
from engine.portfolio.rooted import Canonical, Rooted
from tests.portfolio.test_writers import STRANGE

WORD = pa.dictionary(pa.int32(), pa.string())
words = st.text(st.characters(codec="utf-8"), max_size=5) | st.sampled_from(
    [*STRANGE, "\x7f", "\u2028", "\\u0041"]
)
KINDS = {
    "text": (pa.string(), words),
    "word": (WORD, words),
    "texts": (pa.list_(pa.string()), st.lists(words | st.none(), max_size=3)),
    "words": (pa.list_(WORD), st.lists(words | st.none(), max_size=3)),
}


@st.composite
def batches(draw: Any) -> Any:
    """A batch with columns of any name and every kind, with nulls, or a part of one."""
    rows = draw(st.integers(1, 4))
    names = draw(st.lists(words, min_size=5, max_size=5, unique=True))
    inner = draw(st.lists(words, min_size=2, max_size=2, unique=True))
    kinds = dict(KINDS)
    struct = pa.struct([(inner[0], pa.string()), (inner[1], WORD)])
    structs = st.fixed_dictionaries({inner[0]: words | st.none(), inner[1]: words | st.none()})
    kinds["structs"] = (pa.list_(struct), st.lists(structs | st.none(), max_size=3))
    arrays = []
    for kind, values in kinds.values():
        found = draw(st.lists(values | st.none(), min_size=rows, max_size=rows))
        arrays.append(_array(found, kind))
    batch = pa.record_batch(arrays, names=names)
    start = draw(st.integers(0, rows - 1))
    return batch.slice(start) if draw(st.booleans()) else batch


def _array(values: list[Any], kind: Any) -> Any:
    """pyarrow makes no dictionaries inside of structs by itself."""
    if kind == WORD:
        return pa.array(values, pa.string()).dictionary_encode()
    if pa.types.is_list(kind) and pa.types.is_struct(kind.value_type):
        flat = [each for value in values for each in value or ()]
        fields = [
            _array([None if each is None else each[field.name] for each in flat], field.type)
            for field in kind.value_type
        ]
        names = [field.name for field in kind.value_type]
        below = pa.StructArray.from_arrays(
            fields, names, mask=pa.array([each is None for each in flat], pa.bool_())
        )
    elif pa.types.is_list(kind):
        below = _array([each for value in values for each in value or ()], kind.value_type)
    else:
        return pa.array(values, kind)
    ends = [0]
    for value in values:
        ends.append(ends[-1] + len(value or ()))
    absent = pa.array([value is None for value in values], pa.bool_())
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), below, mask=absent)


@settings(max_examples=300, deadline=None)
@given(batches())
def test_every_line_is_that_of_its_row(batch: Any) -> None:
    assert Canonical(batch.schema).lines(batch) == [line_of(row) for row in batch.to_pylist()]


def test_every_control_character_and_keys_beyond_the_first_plane() -> None:
    hostile = "".join(map(chr, range(0x20))) + '"\\\x7f\u2028'
    rows = [{"\ue000": hostile, "\U0001f600": "x", "z": "\U0001f600"}]
    batch = pa.RecordBatch.from_pylist(rows)
    assert Canonical(batch.schema).lines(batch) == [line_of(row) for row in rows]
    for character in hostile:
        one = pa.record_batch({"case": pa.array([character])})
        assert Canonical(one.schema).lines(one) == [line_of({"case": character})]


def test_a_batch_in_which_all_rows_are_the_same() -> None:
    batch = pa.record_batch({"b": _array(["x", "x"], WORD), "a": _array(["y", "y"], WORD)})
    assert Canonical(batch.schema).lines(batch) == [b'{"a":"y","b":"x"}'] * 2
    assert Canonical(batch.schema).lines(batch.slice(0, 0)) == []


def test_the_root_is_that_of_all_batches() -> None:
    class Kept:
        rows = 0

        def write(self, batch: Any) -> None:
            self.rows += batch.num_rows

    batch = pa.record_batch({"case": pa.array(["a", "b", "c"])})
    kept = Kept()
    rooted = Rooted(kept, batch.schema)
    rooted.write(batch)
    rooted.write(batch.slice(1))
    whole = Growing()
    whole.extend(line_of(row) for row in [*batch.to_pylist(), *batch.slice(1).to_pylist()])
    assert (kept.rows, rooted.tree.size, rooted.tree.root) == (5, 5, whole.root)
