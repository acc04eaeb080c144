"""Remarks, made from the subject that they are about."""

from deploy_cli.guardrails.rule import Remark
from deploy_cli.guardrails.view import Subject


def remark(subject: Subject, text: str, *path: str | int, severity: str | None = None) -> Remark:
    """Return a remark about ``subject``, at the place of the value at ``path``."""
    return Remark(text, subject.address, subject.at(*path), severity)
