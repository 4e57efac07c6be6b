"""`python -m evals`: measure the assistant, keep its quality, live with its answers. The commands stand in `cli/`."""

import argparse
import logging
import sys

import structlog
from pydantic import ValidationError

from assistant.errors import AssistantError
from evals.cli import fit, gate, judge, measure, pace, upkeep
from evals.errors import EvalError
from ingest.errors import IngestError

_STOPPED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit code: 0 done, 1 worse or below a floor, 2 it could not be run."""
    parser = argparse.ArgumentParser(prog="python -m evals", description="Measure the assistant on a set of questions.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for part in (measure, pace, gate, fit, upkeep, judge):
        part.add(commands)
    options = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        return int(options.run(options))
    except (EvalError, IngestError, AssistantError, ValidationError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; the same command goes on where it was", file=sys.stderr)
        return _STOPPED


if __name__ == "__main__":
    sys.exit(main())
