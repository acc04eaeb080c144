"""Runs the command line as ``deploy-cli`` does, and leaves what the process took in the file that comes first."""

import atexit
import json
import resource
import sys
import time
from pathlib import Path


def peak() -> float:
    """Return the MiB that this program held at most; the system's own figure would count the parent's."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if "VmHWM:" in line)
        return int(line.split()[1]) / 1024
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _tell(report: Path) -> None:
    report.write_text(json.dumps({"cpu": time.process_time(), "peak": peak()}), encoding="ascii")


if __name__ == "__main__":
    atexit.register(_tell, Path(sys.argv[1]))
    sys.argv = ["deploy-cli", *sys.argv[2:]]
    from deploy_cli.__main__ import main

    main()
