"""How every entity is built: frozen, slotted pydantic dataclasses with limits in the types."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, StringConstraints

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True, str_max_length=4000)
"""Unknown keys are refused, texts come stripped and bounded."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,119}$")]
"""A stable readable identifier: lower-case ASCII, digits and hyphens, 120 characters at most."""

MetricName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""What is counted or stated, such as `area_regained`; the reviewed list is in the collection."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
"""One short text without line breaks by convention."""

Statement = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""A claim in our own words, 200 characters at most."""

Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/@]+(/\S*)?$", max_length=1000)]
"""A public web address, without user name or password in it."""
