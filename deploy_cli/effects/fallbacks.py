"""What an action does to any resource where no rule knows more: words as data, by section and for the rest."""

from typing import Final

from deploy_cli.core.effect import Concern, Severity
from deploy_cli.core.plan import Action
from deploy_cli.effects.rule import Fallback

ANY: Final = "*"
"""Stands for every section that has no entry of its own."""

FALLBACKS: Final = (
    Fallback(
        Action.CREATE,
        (ANY,),
        Severity.NONE,
        "No effect on users: nothing refers to the new {title} `{name}` yet, unless another change of this plan does.",
    ),
    Fallback(
        Action.UPDATE,
        (ANY,),
        Severity.LOW,
        "What {fields} of the {title} `{name}` does to users is not known here; it depends on what uses the {title}.",
    ),
    Fallback(
        Action.DELETE,
        (ANY,),
        Severity.HIGH,
        "Whatever still uses the {title} `{name}` stops working; one that is created again under its name is"
        " another {title}, with another id.",
        (Concern.IRREVERSIBLE,),
    ),
)
