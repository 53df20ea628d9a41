#!/usr/bin/env -S python3 -B
"""Makes a wheel from each archive of a release, from which pip, pipx and uv install the binary without a compiler."""

import base64
import hashlib
import re
import zipfile

import release

METADATA = """Metadata-Version: 2.4
Name: {name}
Version: {version}
Summary: {summary}
License-Expression: {license}
License-File: LICENSE-APACHE
License-File: LICENSE-MIT
Project-URL: Repository, {repository}
Keywords: aws,cloudformation,infrastructure,cdk,deploy
Requires-Python: >=3.8
Description-Content-Type: text/markdown

{readme}"""


def python_version(version):
    """1.2.0-rc.3 as Python writes it: 1.2.0rc3."""
    number, _, stage = version.partition("-")
    if not stage:
        return number
    known = re.fullmatch(r"(alpha|beta|rc)\.(\d+)", stage)
    if not known:
        release.stop(f"{version} has no counterpart among the versions of Python packages", "use -alpha.N, -beta.N or -rc.N")
    return number + {"alpha": "a", "beta": "b", "rc": "rc"}[known[1]] + known[2]


def make(archive, repository, directory):
    version = python_version(archive.version)
    stem = f"sa_infra-{version}"
    info = f"{stem}.dist-info"
    tags = [f"py3-none-{platform}" for platform in archive.wheel.split(".")]
    metadata = METADATA.format(
        name=release.NAME,
        version=version,
        summary=release.manifest("description"),
        license=release.manifest("license"),
        repository=repository,
        readme=release.readme(repository),
    )
    wheel = ["Wheel-Version: 1.0", f"Generator: {release.NAME}", "Root-Is-Purelib: false", *(f"Tag: {tag}" for tag in tags)]
    files = {f"{stem}.data/scripts/{archive.program}": archive.file(archive.program)}
    files |= {f"{info}/licenses/{name}": archive.file(name) for name in ("LICENSE-APACHE", "LICENSE-MIT")}
    files |= {f"{info}/METADATA": metadata.encode(), f"{info}/WHEEL": "\n".join([*wheel, ""]).encode()}
    record = [f"{name},sha256={digest(data)},{len(data)}\n" for name, data in files.items()]
    files[f"{info}/RECORD"] = "".join([*record, f"{info}/RECORD,,\n"]).encode()

    path = directory / f"{stem}-py3-none-{archive.wheel}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=release.level()) as packed:
        for name, data in files.items():
            # A fixed date, so that each run writes the same bytes.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = (0o100755 if "/scripts/" in name else 0o100644) << 16
            packed.writestr(entry, data, zipfile.ZIP_DEFLATED, release.level())
    return path


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    given = release.arguments(__doc__)
    for archive in given.archives:
        print(make(archive, given.repository, given.dir))
