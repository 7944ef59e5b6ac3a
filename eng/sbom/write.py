"""Writes the bill of materials of a published executable as CycloneDX 1.6 to standard output: write.py RID VERSION EXECUTABLE

What is in the executable is known by its build: the response file of the NativeAOT compiler names each assembly (the runtime's package has the native
libraries, too), and the project names the embedded SQLite library. Their packages are in NuGet's folder, with license and hash. A package without one of
these is a fault. The output depends on the inputs only: no time of the run, no random serial number.
"""
import base64
import ctypes
import hashlib
import json
import os
import platform
import re
import sys
import uuid
import xml.etree.ElementTree

PROJECT = "src/Signet.Cli"
# Libraries of the system that the executable loads by name.
SYSTEM = [("openssl", "3", "Apache-2.0", "libssl.so.3 and libcrypto.so.3, from the system")]


def fail(text):
    sys.exit(f"eng/sbom/write.py: {text}")


def package_of(path):
    """Name and version of the package that has a file; null for files of the project."""
    match = re.search(r"/packages/([^/]+)/([^/]+)/", path.replace("\\", "/"))
    return match.groups() if match else None


def assemblies(rid):
    compiler = f"{PROJECT}/obj/Release/net10.0/{rid}/native/signet.ilc.rsp"
    if not os.path.isfile(compiler):
        fail(f"{compiler} is missing: the executable was not built here")
    for line in open(compiler, encoding="utf-8"):
        if line.startswith("-r:"):
            yield line.strip().removeprefix("-r:").strip('"')


def embedded(assets, rid):
    """The package with the SQLite library that becomes a resource of the executable."""
    for name, entry in assets["targets"][f"net10.0/{rid}"].items():
        if name.startswith("SQLitePCLRaw.lib.e_sqlite3/") and any(f"/{rid}/" in path for path in entry.get("native", {})):
            return tuple(name.lower().split("/"))
    fail("the package with SQLite's native library is not in project.assets.json")


def nuspec(folders, name, version):
    for folder in folders:
        root = os.path.join(folder, name, version)
        path = os.path.join(root, f"{name}.nuspec")
        if os.path.isfile(path):
            metadata = xml.etree.ElementTree.parse(path).getroot()[0]
            found = {element.tag.rsplit("}", 1)[-1]: element for element in metadata}
            return root, found
    fail(f"{name} {version} is not in NuGet's folder")


def license_of(name, found):
    element = found.get("license")
    if element is None or element.get("type") != "expression":
        fail(f"{name} names no license expression")
    return element.text


def sqlite(folders, package, rid):
    """SQLite in its package: the library for this machine says the version, and the one for the platform is embedded."""
    root, _ = nuspec(folders, *package)

    def library(target):
        return os.path.join(root, "runtimes", target, "native", "libe_sqlite3.so")

    own = ctypes.CDLL(library({"x86_64": "linux-x64", "aarch64": "linux-arm64"}[platform.machine()]))
    own.sqlite3_libversion.restype = ctypes.c_char_p
    one = system("sqlite", own.sqlite3_libversion().decode(), "blessing", "SQLite, embedded in the executable as libe_sqlite3.so")
    return {**one, "hashes": [{"alg": "SHA-256", "content": sha256(library(rid))}]}


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def system(name, version, identifier, description):
    purl = f"pkg:generic/{name}@{version}"
    return {
        "type": "library", "bom-ref": purl, "name": name, "version": version, "description": description, "scope": "required",
        "licenses": [{"license": {"id": identifier}}], "purl": purl,
    }


def component(folders, name, version):
    root, found = nuspec(folders, name, version)
    hashes = [file for file in os.listdir(root) if file.endswith(".nupkg.sha512")]
    if len(hashes) != 1:
        fail(f"{name} {version} has no hash")
    identifier = found["id"].text
    purl = f"pkg:nuget/{identifier}@{version}"
    text = license_of(name, found)
    return {
        "type": "framework" if ".runtime." in name else "library",
        "bom-ref": purl,
        "name": identifier,
        "version": version,
        "hashes": [{"alg": "SHA-512", "content": base64.b64decode(open(os.path.join(root, hashes[0]), encoding="ascii").read()).hex()}],
        "licenses": [{"expression": text}] if " " in text else [{"license": {"id": text}}],
        "purl": purl,
    }


def edges(assets, rid, components):
    """What depends on what, among the packages that are in the executable; a package in between that has no assembly is passed over."""
    target = {name.lower(): entry for name, entry in assets["targets"][f"net10.0/{rid}"].items()}
    versions = {name.split("/")[0]: name for name in target}
    known = {one["purl"].removeprefix("pkg:nuget/").replace("@", "/").lower(): one["purl"] for one in components}

    def below(entry, seen):
        found = set()
        for dependency in entry.get("dependencies", {}):
            key = versions.get(dependency.lower())
            if key and key not in seen:
                seen.add(key)
                found |= {known[key]} if key in known else below(target[key], seen)
        return found

    lines = {purl: sorted(below(target.get(key, {}), set())) for key, purl in known.items()}
    return lines, sorted(known.values())


def main():
    rid, version, executable = sys.argv[1:]
    with open(f"{PROJECT}/obj/project.assets.json", encoding="utf-8") as file:
        assets = json.load(file)
    folders = list(assets["packageFolders"])
    packages = {package for package in map(package_of, assemblies(rid)) if package} | {embedded(assets, rid)}
    components = [component(folders, *package) for package in sorted(packages)]
    lines, direct = edges(assets, rid, components)
    components += [system(*one) for one in SYSTEM] + [sqlite(folders, embedded(assets, rid), rid)]
    digest = sha256(executable)
    root = f"pkg:generic/signet@{version}?platform={rid}"
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, root + digest)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": root, "name": "signet", "version": version, "hashes": [{"alg": "SHA-256", "content": digest}],
                "licenses": [{"license": {"id": "Apache-2.0"}}], "purl": root,
            },
        },
        "components": components,
        "dependencies": [{"ref": root, "dependsOn": [one["bom-ref"] for one in components]}] +
        [{"ref": purl, **({"dependsOn": lines[key]} if lines.get(key) else {})} for purl in direct for key in [purl]],
    }
    json.dump(document, sys.stdout, indent=2)
    print()


main()
