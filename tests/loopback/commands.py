"""How Discord's client offers registered commands and turns typing into interaction data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.loopback.world import Channel, Json

if TYPE_CHECKING:
    from tests.loopback.server import LoopbackDiscord

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, NUMBER, ATTACHMENT = 1, 2, 3, 4, 5, 10, 11

_TYPES: dict[int, tuple[type, ...]] = {
    STRING: (str,),
    INTEGER: (int,),
    BOOLEAN: (bool,),
    NUMBER: (int, float),
}


def offered(discord: LoopbackDiscord, channel: Channel, command: str, *, kind: int) -> Json:
    """Find a registered command by name, as the picker would; raises LookupError if there is none."""
    name = command.split()[0] if kind == 1 else command
    guild = channel.guild.id if channel.guild else None
    scopes = [guild, None] if guild is not None else [None]
    for scope in scopes:
        for one in discord.commands.get(scope, []):
            if one["name"] == name and one["type"] == kind and _shown(one, guild):
                return one
    known = [c["name"] for held in discord.commands.values() for c in held if c["type"] == kind]
    raise LookupError(f"no command {name!r} is offered here; registered are {known}")


def _shown(command: Json, guild: int | None) -> bool:
    contexts = command.get("contexts")
    if contexts is not None:
        return (0 if guild is not None else 1) in contexts
    return guild is not None or command.get("dm_permission") is not False


def invoked(registered: Json, command: str, values: dict[str, Any], *, focused: str = "") -> Json:
    """Write the data of a chat command with its subcommand path and options.

    Raises LookupError for an option that does not exist, a required one left out, or a value that
    the client would not let through.
    """
    data: Json = {"id": registered["id"], "name": registered["name"], "type": 1}
    if "guild_id" in registered:
        data["guild_id"] = registered["guild_id"]
    level, spec = data, registered
    for word in command.split()[1:]:
        spec = _option(spec, word)
        inner: Json = {"name": word, "type": spec["type"]}
        level["options"] = [inner]
        level = inner
    specs: list[Json] = spec.get("options") or []
    if any(o["type"] in (SUBCOMMAND, GROUP) for o in specs):
        raise LookupError(f"/{command} needs one of {[o['name'] for o in specs]}")
    given = {name: value for name, value in values.items() if value is not None}
    options = [_valued(_option(spec, n), v, focused=n == focused) for n, v in given.items()]
    missing = [o["name"] for o in specs if o.get("required") and o["name"] not in given]
    if missing and not focused:
        raise LookupError(f"/{command} needs {missing}")
    if options or level is not data:
        level["options"] = options
    return data


def _option(spec: Json, name: str) -> Json:
    for option in spec.get("options") or []:
        if option["name"] == name:
            found: Json = option
            return found
    have = [o["name"] for o in spec.get("options") or []]
    raise LookupError(f"/{spec['name']} has no {name!r}; it has {have}")


def _valued(spec: Json, value: Any, *, focused: bool) -> Json:
    said: Json = {"name": spec["name"], "type": spec["type"], "value": value}
    if focused:
        if not spec.get("autocomplete"):
            raise LookupError(f"{spec['name']} does not complete")
        return said | {"focused": True}
    expected = _TYPES.get(spec["type"])
    if expected and (
        not isinstance(value, expected) or (bool in map(type, [value])) != (spec["type"] == BOOLEAN)
    ):
        raise LookupError(f"{spec['name']} does not take {value!r}")
    choices = [c["value"] for c in spec.get("choices") or []]
    if choices and value not in choices:
        raise LookupError(f"{spec['name']} takes one of {choices}, not {value!r}")
    if isinstance(value, str) and spec["type"] == STRING:
        low, high = spec.get("min_length", 0), spec.get("max_length", 6000)
        if not low <= len(value) <= high:
            raise LookupError(f"{spec['name']} takes {low} to {high} characters")
    return said


def filled(form: Json, values: dict[str, Any]) -> list[Json]:
    """Fill in a form's fields by custom id; raises LookupError where the client would refuse."""
    out: list[Json] = []
    for part in form["components"]:
        said: Json = {"type": part["type"], "id": part.get("id") or len(out) + 1}
        if part["type"] == 18:
            said["component"] = _field(part["component"], values)
        elif part["type"] == 1:
            said["components"] = [_field(c, values) for c in part["components"]]
        out.append(said)
    if values:
        raise LookupError(f"the form {form['title']!r} has no {sorted(values)}")
    return out


def _field(spec: Json, values: dict[str, Any]) -> Json:
    name = spec["custom_id"]
    said: Json = {"type": spec["type"], "custom_id": name, "id": spec.get("id") or 1}
    value = values.pop(name, None)
    if spec["type"] != 4:
        chosen = [value] if isinstance(value, str) else list(value or [])
        if not chosen:
            chosen = [o["value"] for o in spec.get("options") or [] if o.get("default")]
        if spec.get("required", True) and not chosen:
            raise LookupError(f"{name} must be chosen")
        return said | {"values": chosen}
    text = spec.get("value") or "" if value is None else str(value)
    if spec.get("required", True) and not text:
        raise LookupError(f"{name} must be filled in")
    low, high = spec.get("min_length") or 0, spec.get("max_length") or 4000
    if text and not low <= len(text) <= high:
        raise LookupError(f"{name} takes {low} to {high} characters")
    return said | {"value": text}
