"""Small changes of a Python source, each of which some test should notice.

Comparisons, ``and`` and ``or``, conditions, arithmetic, constants, what is returned, assigned or called. Left out is
what no test could notice (annotations, docstrings, decorators, imports, what only type checkers read, ``assert``, the
TypeErrors that only programmers meet), and the insides of f-strings, whose places Python 3.11 does not tell.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
_COMPUTED: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "//",
    ast.Div: "*",
    ast.FloorDiv: "*",
    ast.Mod: "*",
    ast.BitOr: "&",
    ast.BitAnd: "|",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: lines count from 1, ``start`` and ``end`` are places in the bytes of the source."""

    line: int
    last_line: int
    start: int
    end: int
    before: str
    after: str

    def applied(self, source: bytes) -> bytes:
        """The source with the change made."""
        return source[: self.start] + self.after.encode() + source[self.end :]


def mutants(source: bytes) -> list[Mutant]:
    """All changes of a source, in the order of their places."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = set()
    for statement, node, after in _changes(ast.parse(source), None):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[_end(node) - 1] + (node.end_col_offset or 0)
        before = source[start:end].decode()
        if before != after:
            found.add(Mutant(statement, _end(node), start, end, before, after))
    return sorted(found, key=lambda mutant: (mutant.start, mutant.end, mutant.after))


def _end(node: ast.expr | ast.stmt) -> int:
    return node.end_lineno or node.lineno


def is_python(source: bytes) -> bool:
    """Whether Python reads it; a change can put what is not allowed where it stands."""
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


_Change = tuple[int, ast.expr | ast.stmt, str]


def _changes(node: ast.AST, statement: int | None) -> Iterator[_Change]:
    """The changes of a node and of all below it: the line of their statement, what is replaced, and by what."""
    if isinstance(node, ast.stmt):
        statement = node.lineno
        yield from ((node.lineno, place, text) for place, text in _of_statement(node))
    elif isinstance(node, ast.expr):
        yield from ((statement or node.lineno, place, text) for place, text in _of_expression(node))
    for child in _looked_into(node):
        yield from _changes(child, statement)


def _looked_into(node: ast.AST) -> Iterator[ast.AST]:
    """What is below a node and could be noticed by a test."""
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.Assert)) or _for_types_only(node) or _for_programmers(node):
        return
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params", "bases", "cause"):
            continue
        children = value if isinstance(value, list) else [value]
        for child in children:
            if isinstance(child, ast.AST) and not _is_text_alone(child) and not isinstance(child, ast.JoinedStr):
                yield child


def _for_types_only(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    if isinstance(node, ast.Assign):  # an alias of a type, or what a module exports
        return isinstance(node.value, ast.Subscript) and ast.unparse(node.value.value) in ("Literal", "Annotated")
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("cast", "TypeVar")


def _for_programmers(node: ast.AST) -> bool:
    return isinstance(node, ast.Raise) and "TypeError(" in ast.unparse(node)


def _is_text_alone(node: ast.AST) -> bool:
    """A docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _of_statement(node: ast.stmt) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    match node:
        case ast.If(test=test) | ast.While(test=test) if not _for_types_only(node):
            yield test, f"not ({ast.unparse(test)})"
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield value, "None"
        case ast.Assign(value=value) if not _is_none(value) and not _for_types_only(node):
            yield value, "None"
        case ast.AugAssign(op=op, target=target, value=value) if type(op) in _COMPUTED:
            yield node, f"{ast.unparse(target)} {_COMPUTED[type(op)]}= {ast.unparse(value)}"
        case ast.Expr(value=ast.Call()):
            yield node, "pass"
        case ast.Continue():
            yield node, "break"
        case ast.Break():
            yield node, "continue"


def _of_expression(node: ast.expr) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            for index, op in enumerate(ops):
                words = [_written(one) if at != index else _COMPARED[type(op)] for at, one in enumerate(ops)]
                sides = [f"({ast.unparse(side)})" for side in (left, *comparators)]
                yield node, sides[0] + "".join(f" {w} {s}" for w, s in zip(words, sides[1:], strict=True))
        case ast.BoolOp(op=op, values=values):
            yield node, f" {'or' if isinstance(op, ast.And) else 'and'} ".join(f"({ast.unparse(v)})" for v in values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, f"({ast.unparse(operand)})"
        case ast.IfExp(test=test):
            yield test, f"not ({ast.unparse(test)})"
        case ast.BinOp(op=op, left=left, right=right) if type(op) in _COMPUTED:
            yield node, f"({ast.unparse(left)}) {_COMPUTED[type(op)]} ({ast.unparse(right)})"
        case ast.GeneratorExp() | ast.ListComp() | ast.SetComp() | ast.DictComp():
            for test in (test for generator in node.generators for test in generator.ifs):
                yield test, f"(not ({ast.unparse(test)}))"
        case ast.Constant(value=bool(value)):
            yield node, str(not value)
        case ast.Constant(value=int(value)):
            yield node, str(value + 1)
        case ast.Constant(value=str(value)):
            yield node, repr("" if value else "XX") if len(value) < 2 else repr(f"XX{value}")


def _written(op: ast.cmpop) -> str:
    return ast.unparse(ast.Compare(ast.Name("a"), [op], [ast.Name("b")]))[2:-2]


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None
