"""No picture of the memory of this process is left on the disk: there are credentials in it."""

import contextlib


def leave_no_core() -> None:
    """Let the system write no core dump, whatever happens; where there are no such limits nothing is done."""
    try:
        import resource
    except ImportError:  # Windows
        return
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
