"""`@frozen`: a record as the library's `@dataclass(frozen=True, slots=True)` has it, made far faster.

The library writes and compiles six methods for every class; for the records of this program that took
longer than reading a knowledge base. Here only `__init__` is compiled. The fields are the library's own, so
`field`, `fields`, `replace`, `match`, copying and pickling work as with any dataclass.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: Any) -> Any:
        """Says to a type checker that `frozen` makes dataclasses; to Python nothing."""
        return lambda function: function


Record = TypeVar("Record")
_with_fields = dataclass(init=False, repr=False, eq=False, slots=True)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[Record]) -> type[Record]:
    """The class with slots for its fields, immutable, equal where its compared fields are equal, hashable."""
    made: Any = _with_fields(cls)
    known = fields(made)
    made.__init__ = _init(made, known)
    # A record without fields is equal to each of its class.
    compared = attrgetter(*[each.name for each in known if each.compare] or ["__class__"])

    def equal(self: Any, other: object) -> bool:
        return compared(self) == compared(other) if other.__class__ is made else NotImplemented

    made.__eq__, made.__hash__ = equal, lambda self: hash(compared(self))
    made.__setattr__, made.__delattr__ = _refuse_to_set, _refuse_to_delete
    made.__repr__, made.__reduce__ = _shown, _reduced
    return made  # type: ignore[no-any-return]


def _init(cls: Any, known: tuple[Field[Any], ...]) -> Any:
    """`__init__` of the class. It puts values straight into the slots, past what refuses to set them."""
    names: dict[str, Any] = {"MISSING": MISSING}
    defaults: list[Any] = []
    lines = [f"def __init__({', '.join(['self', *(each.name for each in known)])}):"]
    for each in known:
        name = value = each.name
        names[f"set_{name}"] = getattr(cls, name).__set__
        if each.default_factory is not MISSING:
            names[f"make_{name}"] = each.default_factory
            value = f"make_{name}() if {name} is MISSING else {name}"
        if each.default is not MISSING or each.default_factory is not MISSING:
            defaults.append(each.default)
        elif defaults:
            raise TypeError(f"non-default argument {name!r} follows default argument")
        lines.append(f" set_{name}(self, {value})")
    exec("\n".join([*lines, " pass"]), names)
    init = names["__init__"]
    init.__defaults__, init.__qualname__ = tuple(defaults), f"{cls.__qualname__}.__init__"
    return init


def _refuse_to_set(self: object, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _shown(self: Any) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _reduced(self: Any) -> tuple[Any, ...]:
    """How to copy and pickle it: made anew, since it cannot be filled."""
    return type(self), tuple(getattr(self, each.name) for each in fields(self))
