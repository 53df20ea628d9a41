#!/usr/bin/env -S python3 -B
"""Writes a bill of materials of each archive of a release, in the CycloneDX format: the crates that are linked into it."""

import json
import subprocess
import uuid

import release


def metadata(target):
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target]
    return json.loads(subprocess.run(command, cwd=release.ROOT, check=True, capture_output=True).stdout)


def checksums():
    """The SHA-256 of each crate that Cargo.lock names."""
    packages, current = {}, {}
    for line in (release.ROOT / "Cargo.lock").read_text().splitlines():
        key, _, value = line.partition(" = ")
        current = {} if line == "[[package]]" else {**current, key: value.strip('"')}
        if key == "checksum":
            packages[current["name"], current["version"]] = current["checksum"]
    return packages


def linked(nodes, root):
    """The crates that `root` needs at run time, and the direct dependencies of each."""
    needs, open_ = {}, [root]
    while open_:
        package = open_.pop()
        if package not in needs:
            # Neither build scripts nor tests are linked.
            normal = [dep["pkg"] for dep in nodes[package]["deps"] if any(kind["kind"] is None for kind in dep["dep_kinds"])]
            needs[package] = normal
            open_ += normal
    return needs


def purl(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package, sums, kind="library"):
    name, version = package["name"], package["version"]
    described = {"type": kind, "bom-ref": purl(package), "name": name, "version": version, "purl": purl(package)}
    if package["license"]:
        described["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if (name, version) in sums:
        described["hashes"] = [{"alg": "SHA-256", "content": sums[name, version]}]
    return described


def make(archive, directory):
    known = metadata(archive.target)
    packages = {package["id"]: package for package in known["packages"]}
    nodes = {node["id"]: node for node in known["resolve"]["nodes"]}
    root = known["resolve"]["root"]
    needs, sums = linked(nodes, root), checksums()
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        # The same for the same archive.
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, archive.path.name + archive.hash())}",
        "version": 1,
        "metadata": {"component": component(packages[root], sums, "application") | {
            "hashes": [{"alg": "SHA-256", "content": archive.hash()}],
            "properties": [{"name": "target", "value": archive.target}],
        }},
        "components": [component(packages[package], sums) for package in sorted(needs) if package != root],
        "dependencies": [
            {"ref": purl(packages[package]), "dependsOn": sorted({purl(packages[need]) for need in needs[package]})}
            for package in sorted(needs)
        ],
    }
    path = directory / archive.path.name.replace(".tar.gz", ".cdx.json")
    path.write_text(json.dumps(document, indent=1) + "\n")
    print(path)


if __name__ == "__main__":
    given = release.arguments(__doc__, repository=False)
    for archive in given.archives:
        make(archive, given.dir)
