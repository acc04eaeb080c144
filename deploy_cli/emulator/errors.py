"""What can go wrong before the emulator answers anything: a state, a faults file or a port that will not do."""


class EmulatorError(Exception):
    """Base of these failures: one sentence for a person, and what to do about it."""

    def __init__(self, summary: str, *, hint: str | None = None) -> None:
        super().__init__(summary)
        self.summary = summary
        self.hint = hint


class FaultsError(EmulatorError):
    """The faults file cannot be read or says something it may not say."""


class PortError(EmulatorError):
    """The port to listen on cannot be had."""
