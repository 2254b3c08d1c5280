"""In which line of `engine/table.py` a row of the table stands."""

import ast
import inspect
from functools import cache

from engine import table
from engine.vocabulary import Trigger


def of(trigger: Trigger) -> int:
    """The line of a trigger's rows; 0 where the table does not have it."""
    return _lines().get(trigger.name, 0)


@cache
def _lines() -> dict[str, int]:
    """Line by the name of the trigger: an element of the literal speaks of one trigger."""
    tree = ast.parse(inspect.getsource(table))
    literal = next(
        node.value
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "TABLE"
    )
    assert isinstance(literal, ast.Tuple)
    found: dict[str, int] = {}
    for element in literal.elts:
        for node in ast.walk(element):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "T":
                found.setdefault(node.attr, element.lineno)
    return found
