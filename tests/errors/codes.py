"""The codes of all problems in the source, however they are spelled there."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OWNERS = {"add": ("report", "found"), "missing": ("names", "self")}
"""What these helpers are called on; other things have a method of this name, too."""
PASSED_ON = {
    "each.code",
    "problem.code",
    "self.code",
    "plain['code']",
    "ours[2]",
    "constraint.id",
}
"""Codes that were made elsewhere: of another problem, or of a constraint, which has it from its author."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Codes:
    """Where each code stands (file:line), and what cannot be read from the source."""

    found: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unread: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Helper:
    """What makes a problem of a code that is its parameter, after a prefix."""

    name: str
    index: int
    prefix: str = ""

    def is_called_by(self, call: ast.Call) -> bool:
        """Whether this is a call of it, with the code at its place."""
        match call.func:
            case ast.Name(name):
                owner = ""
            case ast.Attribute(value, name):
                owner = ast.unparse(value).rpartition(".")[2]
            case _:
                return False
        if name != self.name or len(call.args) <= self.index:
            return False
        return owner in OWNERS.get(name, (owner,)) and (name != "add" or len(call.args) > 2)


@cache
def codes() -> Codes:
    """All codes of the engine."""
    modules = {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "engine").rglob("*.py"))
    }
    result, helpers = Codes(), {Helper("Problem", 0)}
    pending = list(helpers)
    while pending:
        helper = pending.pop()
        for name, module in modules.items():
            for call, function in _calls(module):
                if not helper.is_called_by(call):
                    continue
                spelled, place = call.args[helper.index], f"{name}:{call.lineno}"
                for code in _read(spelled, module, function):
                    if isinstance(code, Helper):
                        pending += {code} - helpers
                        helpers.add(code)
                    elif code is None:
                        result.unread.append(f"{place}: {ast.unparse(spelled)}")
                    else:
                        result.found[helper.prefix + code].append(place)
    return result


def _calls(module: ast.Module) -> Iterator[tuple[ast.Call, Function | None]]:
    """Every call, and the innermost function around it."""
    pending: list[tuple[ast.AST, Function | None]] = [(module, None)]
    while pending:
        node, function = pending.pop()
        if isinstance(node, ast.Call):
            yield node, function
        inside = node if isinstance(node, Function) else function
        pending.extend((child, inside) for child in ast.iter_child_nodes(node))


def _read(spelled: ast.expr, module: ast.Module, function: Function | None) -> Iterator[str | Helper | None]:
    """The codes that it may be, or the function whose callers give it; None where neither is plain."""
    prefix = ""
    match spelled:
        case ast.Constant(str(code)):
            yield code
            return
        case ast.IfExp(_, one, other):
            yield from _read(one, module, function)
            yield from _read(other, module, function)
            return
        case ast.Name(name):
            pass
        case ast.JoinedStr([ast.Constant(str(prefix)), ast.FormattedValue(ast.Name(name))]):
            pass
        case _:
            if ast.unparse(spelled) not in PASSED_ON:
                yield None
            return
    for statement in module.body:
        match statement:
            case ast.Assign([ast.Name(target)], ast.Constant(str(code))) if target == name:
                yield prefix + code
                return
    parameters = [each.arg for each in function.args.args if each.arg != "self"] if function else []
    if function and name in parameters:
        yield Helper(function.name, parameters.index(name), prefix)
        return
    found = list(_of_a_table(name, module, function))
    yield from found or [None]


def _of_a_table(name: str, module: ast.Module, function: Function | None) -> Iterator[str]:
    """The codes in the tuples of the module that are taken apart into this name and others."""
    for statement in ast.walk(function or module):
        match statement:
            case ast.Assign([ast.Tuple(targets)]):
                names = [each.id if isinstance(each, ast.Name) else "" for each in targets]
                if name not in names:
                    continue
                for row in ast.walk(module):
                    match row:
                        case ast.Tuple(items) if len(items) == len(names):
                            match items[names.index(name)]:
                                case ast.Constant(str(code)):
                                    yield code
