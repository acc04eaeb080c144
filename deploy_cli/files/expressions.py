"""JMESPath expressions of a team's rules, evaluated within bounds: no expression takes long, whoever wrote it."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from deploy_cli.core.values import Value

LONGEST: Final = 1_000
"""Characters of one expression; what is longer, or nested deeper than Python goes, is no rule that anybody reads."""

_MOST_STEPS: Final = 100_000
"""Steps of one evaluation, and characters and elements of what it makes; a real rule takes some dozens."""


class BadExpression(Exception):
    """What an expression cannot be, or cannot do, in words."""


def compiled(text: str) -> Callable[[Value], bool]:
    """Return what tells whether an expression holds of a value: whether its result is true, or not empty.

    Raises `BadExpression` where it is none; what is returned raises it for one that takes too long, or that asks a
    function for what it cannot do.
    """
    import jmespath
    from jmespath.exceptions import JMESPathError

    if len(text) > LONGEST:
        raise BadExpression(f"the expression has more than {LONGEST:,} characters")
    try:
        tree = jmespath.compile(text).parsed
    except JMESPathError as error:
        raise BadExpression(f"this is no JMESPath expression: {_first(error)}") from None
    except (RecursionError, ValueError):
        raise BadExpression("this is no JMESPath expression") from None
    return lambda value: _holds(tree, value)


def _holds(tree: Any, value: Value) -> bool:
    from jmespath.exceptions import JMESPathError

    try:
        result = _interpreter()(_MOST_STEPS).visit(tree, value)
    except JMESPathError as error:
        raise BadExpression(f"the expression cannot be evaluated here: {_first(error)}") from None
    except (RecursionError, TypeError, ValueError, OverflowError):
        raise BadExpression("the expression cannot be evaluated here") from None
    return not (result is None or result is False or result in ("", [], {}))


@cache
def _interpreter() -> Any:
    """Return the library's interpreter, counting what it does."""
    from jmespath.visitor import TreeInterpreter

    class Bounded(TreeInterpreter):  # type: ignore[misc,unused-ignore]
        def __init__(self, steps: int) -> None:
            super().__init__()
            self._left = steps

        def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
            self._spend(1)
            result = super().visit(node, *args, **kwargs)
            if node["type"] in _GROWING and isinstance(result, str | list | dict):
                self._spend(len(result))
            return result

        def _spend(self, steps: int) -> None:
            self._left -= steps
            if self._left < 0:
                raise BadExpression(f"the expression takes more than {_MOST_STEPS:,} steps")

    return Bounded


_GROWING: Final = frozenset(
    {"function_expression", "flatten", "multi_select_list", "multi_select_dict", "value_projection"}
)
"""Nodes of an expression that make something new, and so something larger."""


def _first(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(":").strip()
