"""How fast a submission gets its verdict, and how fast a class's submissions get theirs, beside stock nbgrader.

    python tests/benchmarks/grading.py [--source courses/ppo/source/ps1] [--runs 10] [--submissions 40]

Prints one JSON document. The submissions are the source's own solution with a comment of each student's; both sides
grade the same ones in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path

import latency
import throughput

from courses import SOURCE


def main() -> None:
    """Run the benchmarks and print their figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, default=SOURCE)
    parser.add_argument("--runs", type=int, default=10, help="submissions of which each is timed by itself; 0: none")
    parser.add_argument("--submissions", type=int, default=40, help="submissions that come at once; 0: none")
    parser.add_argument("--workers", type=int, default=2, help="grading workers")
    options = parser.parse_args()
    figures: dict[str, object] = {"load_before": os.getloadavg()}
    with tempfile.TemporaryDirectory() as folder:
        if options.runs:
            figures["one_submission"] = latency.compare(options.source.resolve(), options.runs, Path(folder))
        if options.submissions:
            figures["a_class"] = throughput.compare(
                options.source.resolve(), options.submissions, options.workers, Path(folder)
            )
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
