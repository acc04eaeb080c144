"""``python -m tests.benchmarks``: measures everything and prints a table; exits with 1 where a limit is exceeded."""

import sys

from tests.benchmarks.measures import Measure, measures


def row(measure: Measure) -> str:
    """Return one line of the table."""
    limit = f"≤ {measure.limit:g} {measure.unit}" if measure.limit is not None else ""
    verdict = "" if measure.good else "  too much"
    return f"{measure.what:<48} {measure.value:>9,.4g} {measure.unit:<9} {limit}{verdict}".rstrip()


def main() -> int:
    """Measure, print, and tell whether all is well."""
    good = True
    for measure in measures():
        sys.stdout.write(row(measure) + "\n")
        sys.stdout.flush()
        good &= measure.good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
