#!/usr/bin/env -S python3 -B
"""Writes the install script of a release: install.sh with the version, the address and the hashes of the archives."""

import re

import release

if __name__ == "__main__":
    given = release.arguments(__doc__)
    if not re.fullmatch(r"https://[\w./-]+|http://127\.0\.0\.1:\d+", given.repository):
        release.stop(f"{given.repository} is not a secure address", "pass an address that begins with https://")
    version = given.archives[0].version
    # Windows has no sh.
    hashes = [f"{archive.target} {archive.hash()}" for archive in given.archives if archive.brew]
    text = (release.ROOT / "tools/package/install.sh").read_text()
    for word, value in {
        "@VERSION@": version,
        "@RELEASE@": f"{given.repository}/releases/download/v{version}",
        "@HASHES@": "\n".join(hashes),
    }.items():
        text = text.replace(word, value)
    path = given.dir / "install.sh"
    path.write_text(text)
    path.chmod(0o755)
    print(path)
