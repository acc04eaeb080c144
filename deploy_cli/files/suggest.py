"""Hints for misspelt names, as the files adapter uses them."""

from deploy_cli.core.suggest import did_you_mean, meant, one_of

__all__ = ["did_you_mean", "meant", "one_of"]
