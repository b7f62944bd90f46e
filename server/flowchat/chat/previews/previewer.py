"""The job: find out what a message's links lead to, and show it."""

import asyncio
import logging
from uuid import UUID
from weakref import WeakValueDictionary

from flowchat.chat.previews import pages
from flowchat.chat.previews.actions import links_to_preview, show_previews
from flowchat.chat.previews.composing import compose
from flowchat.chat.previews.fetcher.fetch import Fetcher
from flowchat.chat.previews.fetcher.refused import Refused
from flowchat.chat.previews.reading import parent
from flowchat.http.pool import WorkerPool

logger = logging.getLogger(__name__)


class Previewer:
    """Does the jobs for previews. Fetching happens outside any transaction; what it is for is checked again after."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, pool: WorkerPool, *, message_id: str, version: int) -> None:
        """Preview the links that a message got with this version; nothing happens when it is gone or has others."""
        wanted = UUID(message_id)
        links = await pool.run(links_to_preview, wanted, version=version)
        if not links:
            return
        await asyncio.gather(*(self._learn(pool, link) for link in links))
        await pool.run(show_previews, wanted, version=version)
        await pool.run(pages.forget_old)

    async def _learn(self, pool: WorkerPool, url: str) -> None:
        """Ask for an address unless it was asked lately. One at a time: ten people may have posted it at once."""
        lock = self._asking.setdefault(url, asyncio.Lock())
        async with lock:
            if not await pool.run(pages.is_known, url):
                await self._ask(pool, url)

    async def _ask(self, pool: WorkerPool, url: str) -> None:
        found, picture = None, None
        try:
            page = await self._fetcher.page(url)
            found = compose(await parent.read_page(page.body, page.charset), page.url)
        except (Refused, parent.Unreadable) as reason:
            # Without the address: what people write to each other is not for the log.
            logger.debug("No preview: %s", reason)
        if found is not None and found.image:
            picture = await self._picture(found.image)
        await pool.run(pages.keep, url, found, picture)

    async def _picture(self, url: str) -> parent.Picture | None:
        try:
            return await parent.read_picture((await self._fetcher.picture(url)).body)
        except (Refused, parent.Unreadable) as reason:
            logger.debug("No picture: %s", reason)
            return None
