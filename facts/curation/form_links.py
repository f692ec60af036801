"""Links of a form: a public web address, or a sentence that says what is wrong with it."""

from __future__ import annotations

from urllib.parse import urlsplit

from facts.errors import UsageError
from facts.language.normalise import visible
from facts.language.phrases import Phrases

LONGEST = 1000


def read_link(text: str, locale: str = "en") -> str:
    """Give the address as it is kept. Raises UsageError for what is no link or holds credentials."""
    say = Phrases.of(locale)
    link = visible(text).strip("<>")
    try:
        parts = urlsplit(link)
        host, named = parts.hostname, "@" in parts.netloc
    except ValueError:
        host, named, parts = None, False, urlsplit("")
    if named:
        raise UsageError(say("curation.link.credentials"), say("curation.link.credentials_hint"))
    plain = parts.scheme in ("http", "https") and host is not None and "." in host.strip(".")
    if not plain or " " in link or len(link) > LONGEST:
        raise UsageError(say("curation.link.none", words=link[:60]), say("curation.link.none_hint"))
    return link
