"""docker-compose.yml, as far as it can be checked without Docker."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(FILE.read_text())
    return loaded


def test_it_is_valid_by_the_compose_specification() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_the_services_and_each_that_stays_says_how_it_is(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == {"database", "kafka", "migrate", "api", "relay"}
    assert all("test" in service["healthcheck"] for name, service in services.items() if name != "migrate")
    assert services["api"]["image"] == services["relay"]["image"]


def test_nothing_starts_before_what_it_needs_is_well(compose: dict[str, Any]) -> None:
    needs = {
        name: {needed: how["condition"] for needed, how in service.get("depends_on", {}).items()}
        for name, service in compose["services"].items()
    }
    assert needs["migrate"] == {"database": "service_healthy"}
    assert needs["api"].pop("migrate") == "service_completed_successfully"
    assert needs["api"] == {"database": "service_healthy"}
    assert set(needs["relay"]) == {"database", "kafka", "api"}
    assert {condition for found in needs.values() for condition in found.values()} == {"service_healthy"}


def test_what_is_kept_lies_in_named_volumes_and_no_secret_in_the_file(compose: dict[str, Any]) -> None:
    kept = {
        volume.partition(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])
    }
    assert kept == set(compose["volumes"])
    assert not re.search(r"PASSWORD: (?!\$\{)", FILE.read_text())
    assert not re.search(r"://\w+:(?!\$\{)[^@/\s]+@", FILE.read_text())


def test_only_the_migration_knows_the_owner(compose: dict[str, Any]) -> None:
    known = {name: service.get("environment", {}) for name, service in compose["services"].items()}
    owner = known["migrate"]["SIJILL_OWNER_URL"]
    assert [name for name, values in known.items() if owner in values.values()] == ["migrate"]
    logins = {known[name]["SIJILL_DATABASE_URL"] for name in ("migrate", "api", "relay")}
    assert len(logins) == 1
    assert "//sijill_api:" in logins.pop()
    assert "//sijill:" in owner


def test_ports_are_open_to_this_machine_only(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_image_holds_all_that_is_imported() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = {line.split()[1] for line in lines if line.startswith("COPY")}
    packages = {folder.name for folder in ROOT.iterdir() if (folder / "__init__.py").exists()}
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == packages | {"requirements.txt"} == let_in
    assert lines.index("USER sijill") < lines.index('ENTRYPOINT ["sijill"]')
