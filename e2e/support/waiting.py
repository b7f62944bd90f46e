"""Waiting for what Playwright's own `expect` can't see: however busy the machine is, a story goes on when it is so."""

import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Locator, Page, expect

Seen = TypeVar("Seen")

PATIENCE = 30.0
"""Seconds. Nobody waits as long unless it never comes."""
_REST_MS = 150
_SAME = 3

# Rows that a link leads to stand out for two seconds, which a busy browser may spend elsewhere: it is written down.
_NOTE_MARKS = """new MutationObserver(() => {
  for (const row of document.querySelectorAll("[data-marked]")) row.wasMarked = true;
}).observe(document, { childList: true, subtree: true, attributeFilter: ["data-marked"] });"""

_KEPT = """async ([part, words]) => {
  for (const { name } of await indexedDB.databases()) {
    if (!name.includes(part)) continue;
    const base = await new Promise((done, fail) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
    try {
      for (const table of base.objectStoreNames) {
        const rows = await new Promise((done, fail) => {
          const asked = base.transaction(table).objectStore(table).getAll();
          asked.onsuccess = () => done(asked.result);
          asked.onerror = () => fail(asked.error);
        });
        if (JSON.stringify(rows).includes(words)) return true;
      }
    } finally {
      base.close();
    }
  }
  return false;
}"""


def eventually(check: Callable[[], object], *, within: float = PATIENCE, page: Page | None = None) -> None:
    """Wait until `check` says yes. What a page's events bring comes only with the `page`."""
    deadline = time.monotonic() + within
    while not check():
        assert time.monotonic() < deadline, "it never came true"
        if page:
            page.wait_for_timeout(50)
        else:
            time.sleep(0.05)


def at_rest(page: Page, read: Callable[[], Seen]) -> Seen:
    """Return what `read` says once it says the same some times in a row, frames having been drawn in between."""
    deadline = time.monotonic() + PATIENCE
    seen, times = read(), 1
    while times < _SAME:
        assert time.monotonic() < deadline, f"it never came to rest: {seen}"
        page.wait_for_timeout(_REST_MS)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        now = read()
        seen, times = now, times + 1 if now == seen else 1
    return seen


def wait_until_kept(page: Page, database: str, words: str) -> None:
    """Wait until a database of this browser, whose name holds `database`, has these words."""
    eventually(lambda: page.evaluate(_KEPT, [database, words]), page=page)


def note_marks(page: Page) -> None:
    """Write down on each row that it stood out, from the next page load on."""
    page.add_init_script(_NOTE_MARKS)


def expect_marked(row: Locator) -> None:
    """Wait until this row stands out, or did. Needs `note_marks`."""
    expect(row).to_have_js_property("wasMarked", value=True)


def keep_notice(button: Locator) -> Locator:
    """Hold the notice with this button: it goes after some seconds, but not from under the focus."""
    button.focus()
    return button
