"""A record made by `frozen` behaves as the dataclass of the library does, whose ways everybody knows."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, field, fields, is_dataclass, replace
from typing import Any

import pytest

from engine.frozen import frozen


class _Parcel:
    """A parcel."""

    name: str
    weight: int = 2
    tags: dict[str, int] = field(default_factory=dict)
    seen: str = field(default="nowhere", compare=False)
    key: str = field(default="secret", repr=False)

    @property
    def heavy(self) -> bool:
        """Whether one person cannot carry it."""
        return self.weight > 20

    def __str__(self) -> str:
        return f"{self.name} ({self.weight})"


class _Nothing:
    """A record without fields."""


def _both(cls: type[Any], name: str) -> list[Any]:
    """The class as the library makes it and as we do, where pickle finds it."""
    made = []
    for whose, make in (("Library", dataclass(frozen=True, slots=True)), ("Ours", frozen)):
        full = whose + name
        copied = type(full, (), {**vars(cls), "__qualname__": full})
        made.append(globals().setdefault(full, make(copied)))
    return made


PARCELS = _both(_Parcel, "Parcel")
NOTHINGS = _both(_Nothing, "Nothing")


def _without_name(text: str) -> str:
    return text.replace("Library", "").replace("Ours", "")


@pytest.mark.parametrize(
    "say",
    [
        lambda made: repr(made("a", 3)),
        lambda made: str(made("a")),
        lambda made: [(each.name, each.compare, each.repr) for each in fields(made)],
        lambda made: [each.default for each in fields(made)][:2] == [fields(made)[0].default, 2],
        lambda made: made.__match_args__,
        lambda made: made.__doc__,
        lambda made: made.__name__,
        lambda made: list(inspect.signature(made).parameters),
        lambda made: is_dataclass(made) and is_dataclass(made("a")),
        lambda made: hasattr(made("a"), "__dict__"),
        lambda made: made("a").heavy,
        lambda made: made("a") == made("a", 2, {}, "elsewhere"),
        lambda made: made("a") == made("b"),
        lambda made: made("a") == ("a", 2, {}, "secret"),
        lambda made: made("a", tags=()) in {made("a", tags=(), seen="elsewhere")},
        lambda made: repr(replace(made("a"), weight=30)),
        lambda made: repr(copy.copy(made("a", 3))),
        lambda made: repr(copy.deepcopy(made("a", 3, {"x": 1}))),
        lambda made: repr(pickle.loads(pickle.dumps(made("a", 3, {"x": 1}, "here")))),
        lambda made: made("a").tags is made("a").tags,
        lambda made: made.weight.__class__.__name__,
    ],
)
def test_both_say_the_same(say: Callable[[Any], Any]) -> None:
    library, ours = (say(made) for made in PARCELS)
    assert _without_name(repr(ours)) == _without_name(repr(library))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda made: made(),
        lambda made: made("a", 1, {}, "here", "key", "more"),
        lambda made: made("a", height=1),
        lambda made: hash(made("a")),  # it holds a mapping
        lambda made: setattr(made("a"), "weight", 3),
        lambda made: delattr(made("a"), "weight"),
    ],
)
def test_both_refuse_the_same_in_the_same_words(wrong: Callable[[Any], Any]) -> None:
    found = []
    for made in PARCELS:
        with pytest.raises((TypeError, FrozenInstanceError)) as caught:
            wrong(made)
        found.append((caught.type, _without_name(str(caught.value))))
    assert found[1] == found[0]


def test_nothing_can_be_added() -> None:
    _, ours = PARCELS
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'height'"):
        ours("a").height = 3


def test_both_want_fields_with_a_default_last() -> None:
    for make in (dataclass(frozen=True, slots=True), frozen):
        cls = type("_Late", (), {"__annotations__": {"a": "int", "b": "int"}, "a": 1, "__module__": __name__})
        with pytest.raises(TypeError, match="non-default argument 'b' follows default argument"):
            make(cls)


def test_records_without_fields_are_equal_within_their_class_only() -> None:
    library, ours = NOTHINGS
    for made, other in ((library, ours), (ours, library)):
        assert made() == made()
        assert len({made(), made()}) == 1
        assert made() != other()
        assert _without_name(repr(made())) == "Nothing()"


def test_records_of_two_classes_are_never_equal() -> None:
    @frozen
    class Parcel:
        """Another parcel."""

        name: str

    @frozen
    class Letter:
        """No parcel."""

        name: str

    assert Parcel("a") == Parcel("a")
    assert Parcel("a") != Letter("a")


def test_what_a_field_holds_is_neither_copied_nor_shared_by_mistake() -> None:
    given: dict[str, int] = {}
    _, ours = PARCELS
    assert ours("a", 1, given).tags is given
    assert ours("a").tags is not ours("b").tags
