"""What a button, menu or form of a moderator means, in its custom id: nothing is kept elsewhere.

Form: `M1:<step>:<part>:<part>…`, 100 characters at most; a colon within a part is written `%3A`. Parts
are ids of drafts and queue items, which are short; a fact's id, which may be long, stands in the draft.
"""

from __future__ import annotations

from enum import StrEnum

LIMIT = 100

_LEAD = "M1"


class Step(StrEnum):
    """What pressing or submitting does. `{draft}`, `{item}`: which parts follow."""

    OPEN = "open"
    """Do what a text command asked for: {command}, {its words}."""
    FORM = "form"
    """Open a form of a draft: {draft}, {form}. Submitted, it keeps the fields and shows the draft."""
    SHOW = "show"
    """Show a draft again: {draft}."""
    FRESH = "fresh"
    """Begin anew although there are drafts: {draft that holds what the command named}."""
    DISCARD = "drop"
    """Throw a draft away: {draft}."""
    RELATE = "rel"
    """Relate a draft to a near fact, or take that back: {draft}, {kind}, {mark of the fact}."""
    CHOOSE = "pick"
    """A menu: put the chosen id into a field: {draft}, {field}."""
    PUBLISH = "pub"
    """Publish a draft, or send a suggestion: {draft}."""
    SAVE = "save"
    """Open the form that asks for reasons, then make the change: {draft}, {kind of change}."""
    QUEUE = "queue"
    """Show the queue: {item to come after, or nothing}."""
    DECIDE = "dec"
    """Decide an item: {item}, {version}, {approve|reject|ask|edit|correct|retract|add}."""
    APPROVE_FILE = "decf"
    """Load a file of the queue as its report said: {item}, {version}, {mark of the report}."""
    FILES = "files"
    """Give a file of the queue and its report: {item}."""
    ANSWER = "ans"
    """Answer what moderators asked back: {item}."""
    BLOCK = "block"
    """Take no more from the sender of an item: {item}."""
    STOPPED = "stopped"
    """List whom this place has stopped."""
    WELCOME = "welcome"
    """Take things of somebody again: {pseudonym}."""
    REPORT = "wrong"
    """Report a fact: {draft}."""
    SOURCE = "src"
    """Open a form of a source: {draft}, {form}."""
    SOURCE_SAVE = "srcok"
    """Save a source: {draft}."""
    NEW_SOURCE = "srcnew"
    """Add a source that a draft names: {draft}, {field}."""
    SETTING = "set"
    """A menu of settings, and the form that changes one: {key}."""
    AUDIT = "audit"
    """Older changes, or all as a file: {older|file}, {position}, {who}, {period}."""
    LOAD = "load"
    """Load a file as its report said: {file}, {mark of the report}."""
    SERVER = "srv"
    """Export or delete everything of a server: {export|delete|sure}."""
    MYDATA = "mine"
    """Delete what is kept about oneself: {sure}."""


def encode(step: Step, *parts: str) -> str:
    """Write a custom id; raises ValueError past 100 characters."""
    written = _written(step, parts)
    if len(written) > LIMIT:
        raise ValueError("a custom id has 100 characters at most")
    return written


def fits(step: Step, *parts: str) -> bool:
    """Tell whether a custom id is short enough."""
    return len(_written(step, parts)) <= LIMIT


def decode(custom_id: str) -> tuple[Step, tuple[str, ...]] | None:
    """Read a custom id; None if it is not one of these."""
    lead, _, rest = custom_id.partition(":")
    name, *parts = rest.split(":")
    if lead != _LEAD or name not in set(Step):
        return None
    return Step(name), tuple(part.replace("%3A", ":").replace("%25", "%") for part in parts)


def _written(step: Step, parts: tuple[str, ...]) -> str:
    safe = (part.replace("%", "%25").replace(":", "%3A") for part in parts)
    return ":".join((_LEAD, step, *safe))
