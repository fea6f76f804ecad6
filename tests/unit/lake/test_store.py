"""Promises of lake.Store, on a real folder."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quartier.lake import keys
from quartier.lake.errors import KeyAbsent, KeyInvalid, KeyTaken
from quartier.lake.store import FolderStore, Store


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "lake")


def test_a_folder_is_a_store(store: FolderStore) -> None:
    assert isinstance(store, Store)


def test_what_was_put_is_read_whole_and_in_parts(store: FolderStore, tmp_path: Path) -> None:
    store.put("a/one", b"0123456789")
    source = tmp_path / "source"
    source.write_bytes(b"from a file")
    store.put("a/two", source)
    assert store.read("a/one") == b"0123456789"
    assert store.read("a/one", 3, 4) == b"3456"
    assert store.read("a/one", 8, 100) == b"89"
    assert store.read("a/one", 100) == b""
    assert store.read("a/two") == store.local_path("a/two").read_bytes() == b"from a file"
    assert store.size("a/one") == 10
    assert list(store.list()) == ["a/one", "a/two"]
    assert list(store.list("a/t")) == ["a/two"]
    assert list(store.list("b/")) == []


def test_an_object_is_read_only(store: FolderStore) -> None:
    store.put("a", b"x")
    assert store.local_path("a").stat().st_mode & 0o777 == 0o444


def test_nothing_is_overwritten_but_equal_bytes_are_fine(store: FolderStore, tmp_path: Path) -> None:
    store.put("a", b"first")
    store.put("a", b"first")
    source = tmp_path / "source"
    for other in (b"other", b"first and more", b"fir", b""):
        source.write_bytes(other)
        with pytest.raises(KeyTaken, match="in the store already"):
            store.put("a", other)
        with pytest.raises(KeyTaken):
            store.put("a", source)
    assert store.read("a") == b"first"
    assert [path.name for path in store.root.iterdir()] == ["a"]


def test_what_is_absent_is_told(store: FolderStore) -> None:
    store.put("folder/a", b"x")
    for key in ("b", "folder"):
        assert not store.exists(key)
        for use in (store.read, store.size, store.local_path, store.delete, store.modified):
            with pytest.raises(KeyAbsent, match="is not in the store"):
                use(key)


def test_a_deleted_object_is_gone_and_its_key_free(store: FolderStore) -> None:
    store.put("a", b"x")
    store.delete("a")
    assert not store.exists("a")
    store.put("a", b"y")
    assert store.read("a") == b"y"


@pytest.mark.parametrize(
    "key",
    ["", "/a", "a/", "a//b", "..", "a/../b", ".", "a/./b", "a\\b", "C:", "a\x00", "a\nb", ".put-1", "a/.hidden", "ä",
     "a.", "a ", "a/nul", "CON.txt", "a?", "a*b", "a" * 201],
)  # fmt: skip
def test_keys_that_a_file_system_would_misread_are_refused(store: FolderStore, key: str) -> None:
    for use in (store.exists, store.read, lambda key: store.put(key, b"x")):
        with pytest.raises(KeyInvalid, match="is no key of the store"):
            use(key)
    assert not store.root.exists()


def test_a_listing_does_not_leave_the_store(store: FolderStore) -> None:
    store.put("a", b"x")
    with pytest.raises(KeyInvalid):
        list(store.list("../"))


def test_encoded_text_is_readable() -> None:
    assert keys.encode("age=0-5;sex=f") == "age=0-5,sex=f"
    assert keys.encode("Köln") == "%4b%c3%b6ln"
    assert keys.encode("con") == "%63on"
    assert keys.encode("a/b.c,d%") == "a%2fb%2ec%2cd%25"


def test_temporary_files_go_when_they_are_old(store: FolderStore) -> None:
    store.put("folder/a", b"x")
    old, young = store.root / "folder" / ".put-1", store.root / "folder" / ".put-2"
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    before = (datetime.now(UTC) - timedelta(hours=2)).timestamp()
    os.utime(old, (before, before))
    assert store.clear_temporary(timedelta(hours=1)) == 1
    assert not old.exists()
    assert young.exists()
    assert list(store.list()) == ["folder/a"]
