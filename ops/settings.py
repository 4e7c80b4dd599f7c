"""Settings of a record and its server: options of the command line first, then environment variables."""

import os
from pathlib import Path

import msgspec


class Settings(msgspec.Struct, frozen=True):
    """`data_dir` holds the embedded database and the master key. `database_url` replaces the embedded database; `owner_url` is
    the address of its owner. `rules` are folders with rule sets in addition to the shipped ones. `files_at` is the folder, or the
    URL of the bucket, that stores files; by default a folder in the data folder. `clock_skew`: commands are refused at once if
    this machine's clock and the database's differ by more seconds; they wait for a smaller difference to pass. `proxies`: the
    trusted reverse proxies, as addresses and networks. `unnamed_file_hours`: for how long uploaded files are
    stored that no event names."""

    data_dir: Path = Path("data")
    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    kafka: str = "127.0.0.1:9092"
    rules: tuple[Path, ...] = ()
    files_at: str | None = None
    proxies: str = ""
    clock_skew: float = 300.0
    owner_url: str | None = None
    unnamed_file_hours: float = 24.0

    @property
    def master_key(self) -> Path:
        """The file of the master key."""
        file = os.environ.get("SIJILL_MASTER_KEY_FILE")
        return Path(file) if file else self.data_dir / "master.key"

    @property
    def files(self) -> str | Path:
        """The folder, or the URL of the bucket, that stores files."""
        return self.files_at or self.data_dir / "files"


def read_settings(data_dir: Path | None = None) -> Settings:
    """Reads the settings of this process. An explicit data folder means the embedded database and the files in it: then
    SIJILL_DATABASE_URL, SIJILL_OWNER_URL and SIJILL_FILES are ignored."""
    url = os.environ.get("SIJILL_DATABASE_URL") or None
    owner = os.environ.get("SIJILL_OWNER_URL") or None
    files = os.environ.get("SIJILL_FILES") or None
    skew = os.environ.get("SIJILL_CLOCK_SKEW") or None
    hours = float(os.environ.get("SIJILL_UNNAMED_FILE_HOURS") or 24)
    if not 1 <= hours < 1_000_000:  # a command that is running must be over before its file is old
        raise ValueError("SIJILL_UNNAMED_FILE_HOURS must be at least 1.")
    return Settings(
        data_dir=(data_dir or Path(os.environ.get("SIJILL_DATA_DIR", "data"))).expanduser().resolve(),
        database_url=None if data_dir else url,
        owner_url=None if data_dir else owner,
        files_at=None if data_dir else files,
        host=os.environ.get("HOST", "127.0.0.1"),
        port=int(os.environ.get("PORT", "8000")),
        kafka=os.environ.get("SIJILL_KAFKA", "127.0.0.1:9092"),
        proxies=os.environ.get("SIJILL_TRUSTED_PROXIES", ""),
        rules=tuple(map(Path, filter(None, os.environ.get("SIJILL_RULES", "").split(os.pathsep)))),
        unnamed_file_hours=hours,
        **({"clock_skew": float(skew)} if skew else {}),
    )
