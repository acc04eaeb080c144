"""Supplemental signals: one document."""

from deploy_cli.emulator.kind import Document

KINDS = (Document(path="/supplemental-signals", initial={"akamai_enabled": False}),)
