"""Risk assessments: two documents."""

from deploy_cli.emulator.kind import Document

KINDS = (
    Document(path="/risk-assessments/settings", initial={"enabled": False}),
    Document(path="/risk-assessments/settings/new-device", initial={"remember_for": 30}),
)
