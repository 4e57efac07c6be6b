"""What is kept of a person between messages, under an HMAC: language, STOP, the notice given, the pace."""

import time

from assistant.channels.settings import ChannelSettings
from assistant.channels.store import PREFIX, Store, answering
from ingest.types import Language

_DAY_SECONDS = 86_400


class People:
    """A hash a person, forgotten some days after the last message."""

    def __init__(self, store: Store, settings: ChannelSettings) -> None:
        self._store, self._settings = store, settings

    async def known(self, user: str) -> dict[str, str]:
        """What is kept of the person."""
        with answering():
            return dict(await self._store.client.hgetall(_key(user)))

    async def keep(self, user: str, **fields: str) -> None:
        """Keep something of the person; the time to forget it starts again."""
        with answering():
            async with self._store.client.pipeline(transaction=True) as pipeline:
                pipeline.hset(_key(user), mapping=fields)
                pipeline.expire(_key(user), self._settings.person_days * _DAY_SECONDS)
                await pipeline.execute()

    async def language(self, user: str, language: Language) -> None:
        """The language that the person was last answered in."""
        await self.keep(user, language=language)

    async def forget(self, user: str) -> None:
        """Erase what is kept of the person; a STOP stays, as it was asked for too."""
        with answering():
            stopped = await self._store.client.hget(_key(user), "stopped")
            await self._store.client.delete(_key(user))
        if stopped:
            await self.keep(user, stopped=stopped)

    async def first(self, user: str, what: str, event: str, seconds: int) -> bool:
        """Is this event the first one for something in this time? Asked again for the same event, the answer is the same."""
        key = f"{PREFIX}first:{what}:{user}"
        with answering():
            await self._store.client.set(key, event, nx=True, ex=seconds)
            return bool(await self._store.client.get(key) == event)

    async def too_fast(self, user: str, event: str) -> bool:
        """Has the person sent more than is answered in a minute, an hour or a day?"""
        minute, hour, day = await self._store.run("pace", user, event)
        settings = self._settings
        return bool(minute > settings.per_minute or hour > settings.per_hour or day > settings.per_day)

    async def rekey(self, formerly: str, now: str) -> None:
        """The person of one id is known by another one now: the conversation follows."""
        with answering():
            user = await self._store.client.get(f"{PREFIX}alias:{formerly}") or formerly
            await self._store.client.set(f"{PREFIX}alias:{now}", user, ex=self._settings.person_days * _DAY_SECONDS)

    async def by_staff(self, person: str, seconds: int) -> None:
        """Staff write in the thread: the machine keeps quiet for a while, or no longer (0)."""
        with answering():
            user = await self._store.client.get(f"{PREFIX}alias:{person}") or person
        await self.keep(user, staff_until=str(time.time() + seconds))


def _key(user: str) -> str:
    return f"{PREFIX}person:{user}"
