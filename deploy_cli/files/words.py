"""Values in messages: what they are, in words."""

from deploy_cli.core.values import Value


def kind(value: Value) -> str:
    """Say what a value is: ``a text``, ``a list``."""
    match value:
        case None:
            return "`null`"
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "an object"


def brief(value: Value) -> str:
    """Show a value: a text as it stands in the file, anything else by what it is."""
    return f"`{value[:60]}`" if isinstance(value, str) else kind(value)
