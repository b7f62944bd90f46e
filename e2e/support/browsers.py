"""Starts the browser that stories and pictures use: quiet, and the one this machine has."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tools.prepare import prepare_browser

# Chromium's own errands (updates, safe browsing, field trials) would be requests that are not ours.
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
    "--disable-dev-shm-usage",
]
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium and close it at the end. Its sandbox can't work for root, so it is off only there."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=prepare_browser(), args=FLAGS, chromium_sandbox=os.geteuid() != 0
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def another_browser(browser: Browser, *flags: str) -> Iterator[Browser]:
    """Start one more with further flags, beside the one that runs: only one Playwright may in a thread."""
    other = browser.browser_type.launch(
        executable_path=prepare_browser(), args=[*FLAGS, *flags], chromium_sandbox=os.geteuid() != 0
    )
    try:
        yield other
    finally:
        other.close()
