"""Ids as HMACs, and what must be kept in the clear for a while (who to answer, what was said) sealed."""

import contextlib
import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from assistant.channels.errors import BadSeal

_HEX = 32


class Sealer:
    """One key, two uses: from it come the key that hashes ids and the key that seals."""

    def __init__(self, key: bytes) -> None:
        self._ids = hmac.new(key, b"ids", hashlib.sha256).digest()
        self._fernet = Fernet(urlsafe_b64encode(hmac.new(key, b"seal", hashlib.sha256).digest()))

    @classmethod
    def load(cls, key: str, folder: Path) -> "Sealer":
        """With the key that is given, or the one in the folder, made at first use and readable by this user only."""
        if key:
            return cls(key.encode())
        path = folder / "key"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            made = folder / f"key.{secrets.token_hex(_HEX)}"
            made.touch(mode=0o600)
            made.write_text(secrets.token_hex(_HEX), encoding="ascii")
            with contextlib.suppress(FileExistsError):  # another process was first: its key is the one
                path.hardlink_to(made)
            made.unlink()
        return cls(path.read_bytes())

    def id(self, *names: str) -> str:
        """32 hexadecimal digits that stand for the names; without the key, the names cannot be told from them."""
        return hmac.new(self._ids, "\x1f".join(names).encode(), hashlib.sha256).hexdigest()[:_HEX]

    def seal(self, content: Any) -> str:
        """JSON, encrypted and authenticated (Fernet)."""
        return self._fernet.encrypt(json.dumps(content, ensure_ascii=False).encode()).decode()

    def unseal(self, sealed: str, seconds: int | None = None) -> Any:
        """What was sealed; `BadSeal` if by another key, or longer ago than `seconds`."""
        try:
            return json.loads(self._fernet.decrypt(sealed.encode(), ttl=seconds))
        except InvalidToken as error:
            raise BadSeal("sealed with another key, or too old") from error
