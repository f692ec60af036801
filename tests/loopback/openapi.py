"""Discord's own OpenAPI document as a judge of request bodies, where it is at hand.

The document lies beside the checkout (`../shared/discord-openapi.json`); a user's clone has none.
Then only the rules of `limits` judge.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs

DOCUMENT = Path(__file__).resolve().parents[3] / "shared" / "discord-openapi.json"

_ROOT = "urn:discord:openapi"


class OpenApi:
    """Check bodies against the document; validators are compiled on first use."""

    def __init__(self, path: Path = DOCUMENT) -> None:
        document = json.loads(path.read_text("utf-8"))
        # Discord takes ids as numbers too, and discord.py sends them so in places.
        document["components"]["schemas"]["SnowflakeType"] = {
            "type": ["string", "integer"],
            "pattern": "^(0|[1-9][0-9]*)$",
        }
        self._paths: dict[str, Any] = document["paths"]
        self._registry = jsonschema_rs.Registry(
            [(_ROOT, document)], draft=jsonschema_rs.Draft202012
        )
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def request(self, method: str, template: str, body: Any) -> list[str]:
        """List what is wrong with a request body; nothing for routes it does not know."""
        operation = self._paths.get(template, {}).get(method.lower(), {})
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            return []
        return self._judge([template, method.lower(), "requestBody"], body)

    def response(self, method: str, template: str, status: int, body: Any) -> list[str]:
        """List what is wrong with a response of ours (the server checks itself in its own tests)."""
        operation = self._paths.get(template, {}).get(method.lower(), {})
        if "content" not in operation.get("responses", {}).get(str(status), {}):
            return []
        return self._judge([template, method.lower(), "responses", str(status)], body)

    def _judge(self, where: list[str], body: Any) -> list[str]:
        steps = ["paths", *where, "content", "application/json", "schema"]
        pointer = "/".join(s.replace("~", "~0").replace("/", "~1") for s in steps)
        if pointer not in self._validators:
            pointed = "/".join(_quoted(s) for s in pointer.split("/"))
            self._validators[pointer] = jsonschema_rs.Draft202012Validator(
                {"$ref": f"{_ROOT}#/{pointed}"}, registry=self._registry
            )
        errors = self._validators[pointer].iter_errors(body)
        return [f"{_dotted(e.instance_path)}: {e.message[:600]}" for e in errors]


def _quoted(step: str) -> str:
    return step.replace("{", "%7B").replace("}", "%7D").replace("@", "%40")


def _dotted(path: list[str | int]) -> str:
    return ".".join(str(p) for p in path) or "body"


_loaded: dict[Path, OpenApi] = {}


def load(path: Path = DOCUMENT) -> OpenApi | None:
    """Give the judge (one a process: compiling is dear), or None where there is no document."""
    if not path.exists():
        return None
    if path not in _loaded:
        _loaded[path] = OpenApi(path)
    return _loaded[path]
