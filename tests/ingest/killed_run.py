"""An ingest run that dies by SIGKILL at its n-th write to disk.  usage: killed_run.py CORPUS STATE N"""

import os
import signal
import sys
from itertools import count
from pathlib import Path

from ingest.index.edge import EdgeVersions
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from tests.conftest import silent
from tests.fakes import HashEncoder

corpus, state, fatal = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
writes, sync = count(1), os.fsync


def dying(descriptor: int) -> None:
    if next(writes) == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    sync(descriptor)


os.fsync = dying  # type: ignore[assignment]
ingest(corpus, IngestSettings(state=state), HashEncoder(), EdgeVersions(state / "index" / "small"), silent)
