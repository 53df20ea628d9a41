"""Shared by the scripts in this directory: the systems that a release supports, and its archives."""

import argparse
import hashlib
import os
import pathlib
import re
import sys
import tarfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAME = "sa-infra"

# Rust's target: the platform tags of the wheel, npm's `os` and `cpu`, and Homebrew's system and processor.
# The Linux binaries are static, so they run with any C library.
SYSTEMS = {
    "x86_64-unknown-linux-musl": (
        "manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64", ("linux", "x64"), ("linux", "intel"),
    ),
    "aarch64-unknown-linux-musl": (
        "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64", ("linux", "arm64"), ("linux", "arm"),
    ),
    "aarch64-apple-darwin": ("macosx_11_0_arm64", ("darwin", "arm64"), ("macos", "arm")),
    "x86_64-apple-darwin": ("macosx_10_12_x86_64", ("darwin", "x64"), ("macos", "intel")),
    "x86_64-pc-windows-msvc": ("win_amd64", ("win32", "x64"), None),
}


class Archive:
    """An archive that tools/package/archive wrote."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        number, targets = r"\d+\.\d+\.\d+(?:-[0-9a-z.]+)?", "|".join(SYSTEMS)
        named = re.fullmatch(rf"{NAME}-({number})-({targets})\.tar\.gz", self.path.name)
        if not named:
            stop(f"{self.path.name} is not an archive of a release", "pass a file that tools/package/archive wrote")
        self.version, self.target = named.groups()
        self.wheel, self.npm, self.brew = SYSTEMS[self.target]
        self.program = NAME + (".exe" if self.npm[0] == "win32" else "")

    def hash(self):
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def file(self, name):
        with tarfile.open(self.path) as archive:
            return archive.extractfile(f"{NAME}-{self.version}-{self.target}/{name}").read()


def manifest(key):
    """A string of the package in Cargo.toml."""
    return re.search(rf'^{key} = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]


def readme(repository):
    """The page that a registry shows for the package."""
    return (ROOT / "tools/package/readme.md").read_text().replace("@REPOSITORY@", repository)


def arguments(words, repository=True):
    """The command line of a script: archives of one version, and a directory for the result."""
    parser = argparse.ArgumentParser(description=words)
    parser.add_argument("archives", nargs="+", type=Archive, metavar="ARCHIVE", help="a file that tools/package/archive wrote")
    parser.add_argument("dir", type=pathlib.Path, metavar="DIR", help="where the script writes the result")
    if repository:
        parser.add_argument("--repository", required=True, metavar="URL", help="the page of the project")
    given = parser.parse_args()
    if len({archive.version for archive in given.archives}) != 1:
        stop("the archives have different versions", "pass the archives of one release")
    given.dir.mkdir(parents=True, exist_ok=True)
    return given


def level():
    """The level of compression: the best, unless a test is in a hurry."""
    return int(os.environ.get("LEVEL", "9"))


def stop(what, fix):
    sys.exit(f"error: {what}\n  fix: {fix}")
