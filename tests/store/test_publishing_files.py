"""A start reads a collection's files only if they, or what was loaded since, have changed."""

from __future__ import annotations

from pathlib import Path

from facts.curation.collection import load_collection
from facts.curation.publish import Published, publish_collection, publish_files
from facts.store import Store
from tests.collection.files import GOOD


def folder_with(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "facts.yaml").write_text(text, "utf-8")
    return folder


async def test_files_that_were_loaded_are_not_read_again(store: Store, tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "own", GOOD)
    first = await publish_files(store, folder)
    assert first is not None
    assert first.new == len(load_collection(folder).facts)
    before = await store.position()
    assert await publish_files(store, folder) is None
    assert await store.position() == before


async def test_a_changed_file_is_loaded(store: Store, tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "own", GOOD)
    await publish_files(store, folder)
    folder_with(
        folder, GOOD.replace("Oryx counted 1,000 Russian", "Oryx had counted 1,000 Russian")
    )
    done = await publish_files(store, folder)
    assert done is not None
    assert done.changed == 1


async def test_a_file_that_says_the_same_in_other_lines_is_recognised_the_next_time(
    store: Store, tmp_path: Path
) -> None:
    folder = folder_with(tmp_path / "own", GOOD)
    await publish_files(store, folder)
    folder_with(folder, f"# A comment.\n{GOOD}")
    same = await publish_files(store, folder)
    assert same == Published(same=len(load_collection(folder).facts))
    assert await publish_files(store, folder) is None


async def test_files_are_loaded_again_after_another_collection(
    store: Store, tmp_path: Path
) -> None:
    folder = folder_with(tmp_path / "own", GOOD)
    other = GOOD.replace("Oryx counted 1,000 Russian", "Oryx had counted 1,000 Russian")
    await publish_files(store, folder)
    await publish_collection(store, load_collection(folder_with(tmp_path / "other", other)))
    done = await publish_files(store, folder)
    assert done is not None
    assert done.changed == 1
