"""The folders of the embedded database: others may not write where its socket stands, nor list its data."""

import os
import stat
from pathlib import Path

import psycopg
import pytest

from ops import embedded
from ops.embedded import CannotStart, EmbeddedPostgres, made_by

pytestmark = pytest.mark.integration

LONG = "a" * 100


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another folder for temporary files, with a short path."""
    folder = Path(f"/tmp/sijill-{os.getpid()}-{tmp_path.name[-4:]}")
    folder.mkdir(mode=0o1777, exist_ok=True)
    folder.chmod(0o1777)
    monkeypatch.setattr(embedded, "gettempdir", lambda: str(folder))
    return folder


def test_a_socket_of_a_long_path_stands_where_only_we_write(tmp_path: Path, temporary: Path) -> None:
    """The folder was open to all, without sticky bit: anybody could put another server's socket there."""
    server = EmbeddedPostgres(tmp_path / LONG)
    try:
        url = server.start()
        with psycopg.connect(url) as db:
            assert db.execute("select 1").fetchone() == (1,)
        for folder in (temporary / "sijill", *(temporary / "sijill").iterdir()):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o711
        assert (tmp_path / LONG).stat().st_mode & 0o006 == 0
    finally:
        server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs another user: run it as root")
def test_a_folder_that_somebody_else_has_made_is_refused(tmp_path: Path, temporary: Path) -> None:
    (temporary / "sijill").mkdir()
    os.chown(temporary / "sijill", 65534, 65534)
    with pytest.raises(CannotStart, match="was made by somebody else"):
        EmbeddedPostgres(tmp_path / LONG).start()


def test_a_link_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(CannotStart):
        made_by(tmp_path / "link", os.geteuid())
