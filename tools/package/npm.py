#!/usr/bin/env -S python3 -B
"""Makes npm packages from the archives of a release: one for each system, and `sa-infra`, which has them as optional
dependencies. npm installs the one for its own system, and the launcher starts the binary in it."""

import gzip
import io
import json
import tarfile

import release


def described(name, archive, repository, **more):
    return {
        "name": name,
        "version": archive.version,
        "description": release.manifest("description"),
        "license": release.manifest("license"),
        "repository": {"type": "git", "url": f"git+{repository}.git"},
        **more,
    }


def pack(package, files, repository, directory):
    """Writes a package for `npm publish`. Each file has a name, its bytes, and whether it is executable."""
    files = {
        "package.json": (json.dumps(package, indent=2).encode() + b"\n", False),
        "README.md": (release.readme(repository).encode(), False),
        **files,
    }
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, (data, is_program) in files.items():
            # No date, so that each run writes the same bytes.
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size, entry.mode = len(data), 0o755 if is_program else 0o644
            tar.addfile(entry, io.BytesIO(data))
    path = directory / f"{package['name']}-{package['version']}.tgz"
    path.write_bytes(gzip.compress(packed.getvalue(), release.level(), mtime=0))
    print(path)


def make(archives, repository, directory):
    systems = {}
    for archive in archives:
        system, processor = archive.npm
        name = f"{release.NAME}-{system}-{processor}"
        systems[f"{system} {processor}"] = [name, f"bin/{archive.program}"]
        package = described(
            name, archive, repository, os=[system], cpu=[processor], preferUnplugged=True,
        )
        files = {f"bin/{archive.program}": (archive.file(archive.program), True), **licences(archive)}
        pack(package, files, repository, directory)

    archive = archives[0]
    package = described(
        release.NAME,
        archive,
        repository,
        keywords=["aws", "cloudformation", "infrastructure", "cdk", "deploy"],
        bin={release.NAME: "launch.js"},
        engines={"node": ">=18"},
        optionalDependencies={name: archive.version for name, _ in systems.values()},
    )
    files = {
        "launch.js": ((release.ROOT / "tools/package/launch.js").read_bytes(), True),
        "systems.json": (json.dumps(systems, indent=2).encode() + b"\n", False),
        **licences(archive),
    }
    pack(package, files, repository, directory)


def licences(archive):
    return {name: (archive.file(name), False) for name in ("LICENSE-APACHE", "LICENSE-MIT")}


if __name__ == "__main__":
    given = release.arguments(__doc__)
    make(given.archives, given.repository, given.dir)
