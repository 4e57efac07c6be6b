"""`python -m assistant.channels`: work without a server, and the letters that staff must look at."""

import argparse
import asyncio
import signal
import sys
from datetime import UTC, datetime

import structlog
from prometheus_client import start_http_server
from pydantic import ValidationError

from assistant.channels.errors import QueueUnavailable
from assistant.channels.ledger import DeadLetter, Ledger
from assistant.channels.seal import Sealer
from assistant.channels.setup import ChannelsSettings, open_channels
from assistant.channels.store import Store
from assistant.channels.turns import Turns
from assistant.errors import AssistantError
from assistant.services import child_valkey, open_services, warm
from assistant.settings import AssistantSettings
from ingest.errors import IngestError
from ingest.settings import IngestSettings
from retrieval.settings import RetrievalSettings

_OK, _NOT_FOUND, _FAILED = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m assistant.channels", description="WhatsApp and Messenger.")
    commands = parser.add_subparsers(dest="command", required=True)
    worker = commands.add_parser("worker", help="work off what webhooks brought, until stopped")
    worker.add_argument("--metrics-port", type=int, help="serve this worker's metrics on a port of this machine")
    listing = commands.add_parser("dead-letters", help="list what staff must look at")
    listing.add_argument("--text", action="store_true", help="with what the person wrote: personal data")
    does = {"retry": "send dead letters on their way again", "dismiss": "take dead letters that were seen to off the list"}
    for name, says in does.items():
        command = commands.add_parser(name, help=says)
        command.add_argument("letters", nargs="*", metavar="letter", help="the beginning of an id that dead-letters lists")
        command.add_argument("--all", action="store_true", help="all of them")
    options = parser.parse_args(arguments)
    if options.command in {"retry", "dismiss"} and not options.all and not options.letters:
        parser.error(f"name the letters to {options.command}, or --all")
    try:
        settings = ChannelsSettings.load()
        if options.command == "worker":
            return _work(settings, options.metrics_port)
        return asyncio.run(_letters(settings, options))
    except (AssistantError, IngestError, ValidationError) as error:
        print(f"error: {error}", file=sys.stderr)
        return _FAILED


def _work(settings: ChannelsSettings, metrics_port: int | None) -> int:
    structlog.configure(processors=[structlog.processors.TimeStamper(fmt="iso", utc=True), structlog.processors.JSONRenderer()])
    assistant, ingest = AssistantSettings(), IngestSettings()
    redis_url = _redis_url(assistant, ingest)
    services = open_services(assistant, ingest, RetrievalSettings(), redis_url)
    channels = open_channels(settings, redis_url, Turns(services), services.history, assistant.prompts)
    if channels is None:
        print("error: no channel is on: set WHATSAPP_ENABLED or MESSENGER_ENABLED", file=sys.stderr)
        return _FAILED
    warm(services)
    if metrics_port:
        start_http_server(metrics_port, "127.0.0.1")

    async def until_stopped() -> None:
        stopped = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)
        async with channels.running(work=True):
            print("working", flush=True)
            await stopped.wait()

    asyncio.run(until_stopped())
    return _OK


async def _letters(settings: ChannelsSettings, options: argparse.Namespace) -> int:
    shared, assistant = settings.shared, AssistantSettings()
    store = Store(_redis_url(assistant, IngestSettings()), shared.redis_timeout_seconds)
    ledger = Ledger(store, Sealer.load(shared.key.get_secret_value(), shared.state))
    try:
        letters = await ledger.dead_letters()
        if options.command == "dead-letters":
            for letter in letters:
                print(_line(letter, options.text))
            print(f"{len(letters)} dead letters")
            return _OK
        chosen = [letter for letter in letters if options.all or any(letter.event.startswith(name) for name in options.letters)]
        unknown = [name for name in options.letters if not any(letter.event.startswith(name) for letter in letters)]
        for name in unknown:
            print(f"no dead letter begins with {name}: dead-letters lists them", file=sys.stderr)
        if options.command == "dismiss":
            for letter in chosen:
                await ledger.dismiss(letter.event)
            print(f"{len(chosen)} dismissed")
            return _NOT_FOUND if unknown else _OK
        left = [letter for letter in chosen if not await ledger.retry(letter.event)]
        print(f"{len(chosen) - len(left)} on their way again")
        for letter in left:
            print(f"{letter.event[:12]} cannot be answered, it is from nobody or cannot be read: dismiss it", file=sys.stderr)
        return _NOT_FOUND if unknown or left else _OK
    finally:
        await store.close()


def _line(letter: DeadLetter, text: bool) -> str:
    since = datetime.fromtimestamp(letter.since, UTC).isoformat(timespec="seconds")
    line = (
        f"{letter.event[:12]}  {since}  {letter.channel:<9}  {letter.kind:<11}  {letter.parts_sent} parts sent  {letter.reason}"
    )
    if text:
        line += f"\n    {letter.inbound.text if letter.inbound else '(sealed with another key: CHANNELS_KEY)'}"
    return line


def _redis_url(assistant: AssistantSettings, ingest: IngestSettings) -> str:
    url = assistant.redis_url or child_valkey(ingest).running()
    if not url:
        raise QueueUnavailable("no Redis: set REDIS_URL, or start the server, whose Valkey is used then")
    return url


if __name__ == "__main__":
    sys.exit(main())
