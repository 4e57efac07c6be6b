"""What the commands share."""

import argparse
from datetime import date
from pathlib import Path
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""What `add_subparsers` gives."""

SETS = Path("evals/sets")
"""The project's own sets."""


def day(text: str) -> date:
    """A date of the command line; what is none is told."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no date as 2026-01-31") from error
