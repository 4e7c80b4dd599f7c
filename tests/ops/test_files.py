"""Files in a folder: each kept once, whole, at an address that is its hash."""

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from api.ports import FilesAway, StoredFile
from ops.files import BadPlace, FileStore, open_files
from ops.settings import Settings, read_settings

pytestmark = pytest.mark.anyio

MINUTES = b"%PDF-1.7 minutes" * 100_000
ADDRESS = sha256(MINUTES).hexdigest()


class CutOff(Exception):
    """Whoever sent it has gone."""


async def sent(content: bytes, cut_off_at: int | None = None) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 70_001):
        if cut_off_at is not None and start >= cut_off_at:
            raise CutOff
        yield content[start : start + 70_001]


async def read(files: FileStore, address: str) -> bytes:
    return b"".join([piece async for piece in files.read(address)])


def all_files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.rglob("*") if file.is_file())


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return open_files(tmp_path / "files")


async def test_a_file_is_kept_at_its_hash_and_comes_back_as_it_was(files: FileStore, tmp_path: Path) -> None:
    assert await files.keep(sent(MINUTES)) == StoredFile(ADDRESS, len(MINUTES), new=True)
    assert await files.size(ADDRESS) == len(MINUTES)
    assert await read(files, ADDRESS) == MINUTES
    assert (tmp_path / "files" / ADDRESS[:2] / ADDRESS).read_bytes() == MINUTES
    assert list(files.local()) == [tmp_path / "files" / ADDRESS[:2] / ADDRESS]


async def test_the_same_bytes_are_kept_once(files: FileStore, tmp_path: Path) -> None:
    await files.keep(sent(MINUTES))
    assert await files.keep(sent(MINUTES)) == StoredFile(ADDRESS, len(MINUTES), new=False)
    assert all_files(tmp_path) == [ADDRESS]


async def test_a_file_that_lost_its_end_is_made_whole_when_it_comes_again(files: FileStore, tmp_path: Path) -> None:
    await files.keep(sent(MINUTES))
    (tmp_path / "files" / ADDRESS[:2] / ADDRESS).write_bytes(MINUTES[:1000])
    assert (await files.keep(sent(MINUTES))).new
    assert await read(files, ADDRESS) == MINUTES


async def test_what_was_cut_off_leaves_nothing_behind(files: FileStore, tmp_path: Path) -> None:
    with pytest.raises(CutOff):
        await files.keep(sent(MINUTES, cut_off_at=700_000))
    assert all_files(tmp_path) == []
    assert await files.size(ADDRESS) is None


async def test_what_is_not_there_is_not_there(files: FileStore) -> None:
    assert await files.size("00" * 32) is None
    with pytest.raises(FileNotFoundError):
        await read(files, "00" * 32)


async def test_a_deleted_file_is_gone_and_deleting_it_again_does_no_harm(files: FileStore) -> None:
    await files.keep(sent(MINUTES))
    for _ in range(2):
        await files.delete(ADDRESS)
        assert await files.size(ADDRESS) is None


async def test_a_file_that_may_not_arrive_leaves_nothing_behind(files: FileStore, tmp_path: Path) -> None:
    async def arrived(sha256: str) -> None:
        assert sha256 == ADDRESS
        raise CutOff

    with pytest.raises(CutOff):
        await files.keep(sent(MINUTES), arrived)
    assert all_files(tmp_path) == []


@pytest.mark.parametrize("hours", ["0", "0.5", "-1", "nan", "inf"])
def test_a_file_stays_for_as_long_as_a_command_may_take(hours: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIJILL_UNNAMED_FILE_HOURS", hours)
    with pytest.raises(ValueError, match="SIJILL_UNNAMED_FILE_HOURS must be at least 1"):
        read_settings()


async def test_an_empty_file_is_a_file(files: FileStore) -> None:
    empty = sha256().hexdigest()
    assert await files.keep(sent(b"")) == StoredFile(empty, 0, new=True)
    assert await read(files, empty) == b""


async def test_a_url_names_a_folder_too(tmp_path: Path) -> None:
    files = open_files(tmp_path.as_uri())
    await files.keep(sent(MINUTES))
    assert [file.name for file in files.local()] == [ADDRESS]


async def test_a_place_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("not a folder")
    for where in (tmp_path / "taken" / "files", "nowhere://files", (tmp_path / "none").as_uri()):
        with pytest.raises(BadPlace, match="Files cannot be stored at"):
            open_files(where)


async def test_storage_that_does_not_answer_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bucket on a port of this machine where nobody listens."""
    for name, value in {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_REGION": "x",
    }.items():
        monkeypatch.setenv(name, value)
    files = open_files("s3://bucket/prefix")
    with pytest.raises(FilesAway):
        await files.size(ADDRESS)


def test_they_are_in_the_data_folder_unless_said_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings(data_dir=tmp_path).files == tmp_path / "files"
    monkeypatch.setenv("SIJILL_FILES", "s3://bucket/prefix")
    assert read_settings().files == "s3://bucket/prefix"
    assert read_settings(tmp_path).files == tmp_path / "files"


async def test_other_users_of_the_machine_read_no_file(tmp_path: Path) -> None:
    """Files are secret until the record names them."""
    folder = tmp_path / "files"
    folder.mkdir(mode=0o755)
    files = open_files(folder)
    await files.keep(sent(MINUTES))
    assert folder.stat().st_mode & 0o007 == 0
    assert [file.stat().st_mode & 0o777 for file in files.local()] == [0o600]
