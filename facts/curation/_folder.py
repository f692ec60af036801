"""Which files make up a collection, and their text parsed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from facts.curation._problems import Problems
from facts.curation._schema import SECTIONS
from facts.curation._yaml import MAX_BYTES, Fields, read_yaml
from facts.errors import CollectionError

SUFFIXES = (".yaml", ".yml", ".json")
NAMES = ("collection", "sources", "places", "series", "facts")
"""Files of a folder whose name begins with one of these are read, and subfolders of these names."""

_NO_FOLDER = "Give a folder of YAML files such as /srv/my-facts, or one .yaml or .json file."


def shipped_folder() -> Path:
    """Give the folder of the records that ship with Factline."""
    return Path(str(files("facts") / "collection"))


def files_digest(path: Path | None = None) -> str:
    """Hash the files of a collection as they are, without reading them as records.

    Cheap (a few milliseconds): an unchanged hash means that nothing needs to be loaded again.

    Raises:
        CollectionError: if the folder or file does not exist.
    """
    root = path or shipped_folder()
    if not _readable(root):
        raise CollectionError("There is no such folder or file.", _NO_FOLDER)
    digest = hashlib.sha256()
    for file in collection_files(root):
        content = file.read_bytes()
        digest.update(f"{_shown(file, root)}:{len(content)}:".encode() + content)
    return digest.hexdigest()


def _readable(root: Path) -> bool:
    return root.is_file() or root.is_dir()


def collection_files(root: Path) -> list[Path]:
    """List the files of a collection in a stable order: the folder's own and its subfolders'."""
    if root.is_file():
        return [root]
    own = [f for f in root.iterdir() if f.name.startswith(NAMES)]
    filed = [f for name in NAMES if (root / name).is_dir() for f in (root / name).rglob("*")]
    found = {f for f in (*own, *filed) if f.is_file() and f.suffix in SUFFIXES}
    return sorted(found, key=lambda f: f.relative_to(root).as_posix())


def _check_unread(root: Path, read: list[Path], problems: Problems) -> None:
    """Say which files of somebody's own folder are left aside; the shipped one holds other rooms'."""
    if root.is_file() or root == shipped_folder():
        return
    for file in sorted(root.iterdir()):
        if file.is_file() and file.suffix in SUFFIXES and file not in read:
            problems.add(
                file.name,
                0,
                "",
                "This file is not read.",
                f"Let its name begin with one of: {', '.join(NAMES)}.",
                severity="warning",
            )


def parse_files(root: Path, problems: Problems) -> Iterator[tuple[str, Fields]]:
    """Parse every file; yields its name relative to the folder and what it holds."""
    if not _readable(root):
        problems.add(root.name, 0, "", "There is no such folder or file.", _NO_FOLDER)
        return
    found = collection_files(root)
    if not found:
        problems.add(root.name, 0, "", "The folder holds no records.", _NO_FOLDER)
    _check_unread(root, found, problems)
    for file in found:
        shown = _shown(file, root)
        text = _text(file, shown, problems)
        tree = None if text is None else read_yaml(text, shown, problems)
        if isinstance(tree, Fields):
            yield shown, tree
        elif tree is not None:
            problems.add(
                shown,
                tree.line,
                "",
                "The file must hold sections.",
                f"Begin with one of: {', '.join(f'{s}:' for s in SECTIONS)}",
            )


def _text(file: Path, shown: str, problems: Problems) -> str | None:
    try:
        if file.stat().st_size > MAX_BYTES:
            problems.add(shown, 0, "", "The file is larger than 5 MB.", "Split it.")
            return None
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        problems.add(shown, 0, "", "The file is not UTF-8 text.", "Save it as UTF-8.")
    except OSError as error:
        problems.add(
            shown, 0, "", f"The file cannot be read: {error.strerror}.", "Check its permissions."
        )
    return None


def _shown(file: Path, root: Path) -> str:
    return file.name if root.is_file() else file.relative_to(root).as_posix()
