"""The two ways to set up hold the same versions, and commits hold no machine's paths."""

import re
import subprocess

import pytest
import yaml

from bilan.project.paths import LOCK, ROOT


def locked() -> dict[str, set[str]]:
    """Versions of each package in the lock; several where they depend on Python's version."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", LOCK.read_text(), re.MULTILINE):
        versions.setdefault(name.lower().replace("_", "-"), set()).add(version)
    return versions


def test_conda_pins_are_the_locked_ones() -> None:
    stated = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    pins = [line for line in stated if isinstance(line, str)]
    pins += [
        line.replace("==", "=") for item in stated if isinstance(item, dict) for line in item["pip"]
    ]
    pinned = dict(line.split("=") for line in pins if re.fullmatch(r"[\w.-]+=[\w.]+", line))
    python = pinned.pop("python")
    assert python == "3.11"
    known = locked()
    wrong = {
        name: version
        for name, version in pinned.items()
        if version not in known.get(name.lower().replace("_", "-"), set())
    }
    assert wrong == {}
    assert len(pinned) > 15


def test_every_direct_package_says_why_it_is_there() -> None:
    lines = (ROOT / "requirements.in").read_text().splitlines()
    checks = lines[lines.index("# checks") :]
    silent = [line for line in lines if line and not line.startswith("#") and "#" not in line]
    assert [line for line in silent if line not in checks] == []


def test_the_lock_carries_hashes_and_no_address() -> None:
    text = LOCK.read_text()
    assert "://" not in text
    requirements = re.findall(r"^[\w.-]+==", text, re.MULTILINE)
    assert text.count("--hash=sha256:") >= len(requirements) > 100


def test_no_tracked_file_names_a_machine() -> None:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    found = []
    for name in listing.stdout.decode().split("\0"):
        path = ROOT / name
        if (
            name
            and path.is_file()
            and path.suffix in (".py", ".md", ".qmd", ".yml", ".ipynb", ".toml")
        ):
            text = path.read_text(encoding="utf-8")
            if re.search(r"/(?:home|root|Users)/\w|/tmp/(?!ipykernel)\w+/", text):
                found.append(name)
    assert found == []
