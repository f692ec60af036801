"""Strict YAML: texts only, no duplicate keys, no aliases, no tags, and every line number kept.

PyYAML's base loader leaves every scalar a text (`no` stays "no", `2022-09-12` stays a text), so that
typing is pydantic's business alone. JSON is read the same way, being YAML's subset.
"""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from facts.curation._problems import Problems

MAX_BYTES = 5_000_000
"""Larger files are refused before they are parsed."""

_PLAIN_TAGS = {
    "tag:yaml.org,2002:str",
    "tag:yaml.org,2002:seq",
    "tag:yaml.org,2002:map",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar. `blank` tells a field that was left empty (or null) from a quoted empty text."""

    value: str
    line: int
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Tree, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping; `lines` holds the line of each key."""

    fields: dict[str, Tree]
    lines: dict[str, int]
    line: int

    def get(self, key: str) -> Tree | None:
        """Give a field, or None if it is absent or left empty."""
        value = self.fields.get(key)
        return None if isinstance(value, Text) and value.blank else value

    def line_of(self, key: str) -> int:
        """Give the line of a key, or of the mapping itself where the key is absent."""
        return self.lines.get(key, self.line)


Tree = Text | Items | Fields


def read_yaml(text: str, file: str, problems: Problems) -> Tree | None:
    """Parse one document; None (with the problem noted) if it is not strict YAML."""
    try:
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        reason = error.problem or "cannot be read"
        problems.add(
            file,
            line,
            "",
            problems.say("records.yaml.invalid", words=reason),
            problems.say("records.yaml.invalid_fix"),
        )
        return None
    except yaml.YAMLError:
        said, fix = problems.say("records.yaml.characters"), problems.say("records.yaml.utf8")
        problems.add(file, 0, "", said, fix)
        return None
    if node is None:
        return None
    tree = _Strict(file, problems).tree(node)
    _take_apart(node)
    return tree


def _take_apart(node: yaml.Node) -> None:
    """Free the parser's nodes bit by bit: a million at once would hold every thread for long."""
    left = [node]
    while left:
        taken = left.pop()
        value, taken.value = taken.value, None
        for child in value if isinstance(value, list) else ():
            left.extend(child if isinstance(child, tuple) else (child,))


class _Strict:
    def __init__(self, file: str, problems: Problems) -> None:
        self.file = file
        self.problems = problems
        self.seen: set[int] = set()

    def tree(self, node: yaml.Node) -> Tree:
        line = node.start_mark.line + 1
        if id(node) in self.seen:
            self._refuse(line, "alias")
            return Text("", line, blank=True)
        self.seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            self._refuse(line, "tag", words=node.tag)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, line)
        if isinstance(node, yaml.SequenceNode):
            return Items(tuple(self.tree(item) for item in node.value), line)
        plain = isinstance(node, yaml.ScalarNode) and not node.style
        value = str(node.value)
        return Text(value, line, blank=plain and value in ("", "~", "null"))

    def _mapping(self, node: yaml.MappingNode, line: int) -> Fields:
        fields: dict[str, Tree] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            at = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(at, "key")
                continue
            key = str(key_node.value)
            if key == "<<":
                self._refuse(at, "merge")
            elif key in fields:
                said = self.problems.say("records.yaml.twice", words=key, line=lines[key])
                self.problems.add(self.file, at, "", said, self.problems.say("records.keep_one"))
            else:
                fields[key] = self.tree(value_node)
                lines[key] = at
        return Fields(fields, lines, line)

    def _refuse(self, line: int, what: str, **values: str) -> None:
        say = self.problems.say
        said, fix = say(f"records.yaml.{what}", **values), say(f"records.yaml.{what}_fix")
        self.problems.add(self.file, line, "", said, fix)
