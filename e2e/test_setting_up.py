"""From the link that the first start prints to two people talking."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from e2e.conftest import Visit
from e2e.support.people import PASSWORD, Visitor
from tools.stack import Stack


def fill_account(window: Visitor, name: str) -> None:
    window.field("Name").fill(name)
    window.field("Username").fill(name.lower())
    window.field("E-mail").fill(f"{name.lower()}@example.org")
    window.field("Password").fill(PASSWORD)


def test_from_the_set_up_link_to_two_people_talking(fresh_server: Stack, visit: Visit) -> None:
    alice = visit(fresh_server)
    alice.open(f"/setup/{fresh_server.setup_token}")
    fill_account(alice, "Alice")
    alice.button("Continue").click()
    alice.field("Name of the server").fill("Harbour Street Studio")
    alice.field("First room").fill("Pier")
    alice.button("Create").click()
    expect(alice.heading("Invite somebody")).to_be_visible()
    link = alice.field("Invite link")
    expect(link).to_have_value(re.compile(f"^{re.escape(alice.url)}/join/."))
    invite = link.input_value()
    alice.link("Open Pier").click()
    alice.write("Is anyone here?")
    alice.sees("Is anyone here?")

    bob = visit(fresh_server)
    bob.open(urlsplit(invite).path)
    expect(bob.page.get_by_text("Alice invites you.")).to_be_visible()
    fill_account(bob, "Bob")
    bob.button("Create account").click()
    bob.enter_room("Pier")
    bob.sees("Is anyone here?")
    bob.write("I am, thanks to your link")
    alice.sees_in_order("Is anyone here?", "I am, thanks to your link")
    alice.write("Welcome")
    bob.sees_in_order("Is anyone here?", "I am, thanks to your link", "Welcome")

    late = visit(fresh_server)
    late.watch.expect(r"status of 404 .*/api/setup/")
    late.open(f"/setup/{fresh_server.setup_token}")
    expect(late.heading("This server is set up")).to_be_visible()


def test_signing_in_with_what_was_typed(fresh_server: Stack, visit: Visit) -> None:
    fresh_server.run("create-user", "--help")
    window = visit(fresh_server)
    window.open("/")
    expect(window.heading(re.compile("^Sign in to"))).to_be_visible()
    expect(window.page.get_by_text("flowchat setup-link")).to_be_visible()
