"""Compares a bill of materials with the restored project: check.py FILE RID EXECUTABLE. Prints each fault; the exit code is 1 when there is one.

It does not use what write.py reads: the packages are those with assemblies or native libraries in project.assets.json, and the runtime's; the hashes are
made from the packages in NuGet's folder.
"""
import hashlib
import json
import os
import re
import sys

PROJECT = "src/Signet.Cli"
# The runtime that is linked into the executable, by its packages; the compiler is not in it.
RUNTIME = ["Microsoft.AspNetCore.App.Runtime.{rid}", "Microsoft.NETCore.App.Runtime.NativeAOT.{rid}"]
# Only tests, the build and analyzers use them.
NEVER = re.compile(r"(?i)xunit|cscheck|test|coverlet|analyzer|codeanalysis|grpc\.tools|ilcompiler|benchmark|sharpfuzz")


def linked(assets, rid):
    """NAME@VERSION of each package with a file that the executable gets."""
    for name, entry in assets["targets"][f"net10.0/{rid}"].items():
        files = [file for kind in ("runtime", "native") for file in entry.get(kind, {}) if not file.endswith("/_._")]
        if entry["type"] == "package" and files:
            yield name.replace("/", "@")


def file_of(folders, purl):
    name, version = purl.removeprefix("pkg:nuget/").lower().split("@")
    return next((path for folder in folders if os.path.isfile(path := os.path.join(folder, name, version, f"{name}.{version}.nupkg"))), None)


def digest(path, algorithm):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def main():
    path, rid, executable = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        bom = json.load(file)
    with open(f"{PROJECT}/obj/project.assets.json", encoding="utf-8") as file:
        assets = json.load(file)
    folders = list(assets["packageFolders"])
    faults = []

    def require(condition, text):
        if not condition:
            faults.append(text)

    require((bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.6"), "it is not CycloneDX 1.6")
    require(re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", bom["serialNumber"]), "its serial number is no UUID")
    root = bom["metadata"]["component"]
    require(root["hashes"] == [{"alg": "SHA-256", "content": digest(executable, "sha256")}], "the hash is not that of the executable")

    components = {one.get("purl", one["name"]): one for one in bom["components"]}
    require(len(components) == len(bom["components"]), "a component is there twice")
    nuget = {purl.removeprefix("pkg:nuget/") for purl in components if purl.startswith("pkg:nuget/")}
    runtime = {name.format(rid=rid) for name in RUNTIME}
    require({name.split("@")[0] for name in nuget} >= runtime, f"a package of the runtime is missing: {sorted(runtime)}")
    packages = {name for name in nuget if name.split("@")[0] not in runtime}
    wanted = set(linked(assets, rid))
    require(packages == wanted, f"missing: {sorted(wanted - packages)}; not in the executable: {sorted(packages - wanted)}")
    for purl, one in components.items():
        require(not NEVER.search(one["name"]), f"{purl} is not part of the executable")
        require(one.get("purl") and one.get("licenses") and one["version"], f"{purl} has no purl, license or version")
        if purl.startswith("pkg:nuget/"):
            package = file_of(folders, purl)
            require(package and one["hashes"] == [{"alg": "SHA-512", "content": digest(package, "sha512")}], f"{purl}: the hash is not that of the package")
        else:
            # What the system has can have any build.
            require(one.get("hashes") or one["name"] == "openssl", f"{purl} has no hash")

    # The Debian package names the licenses.
    with open("deploy/debian/copyright", encoding="utf-8") as file:
        copyright = file.read()
    names = {"blessing": "public\n domain"}
    for license in {entry.get("expression") or entry["license"]["id"] for one in components.values() for entry in one["licenses"]}:
        require(names.get(license, license) in copyright, f"deploy/debian/copyright does not name {license}")

    references = {root["bom-ref"]} | {one["bom-ref"] for one in components.values()}
    graph = {entry["ref"]: set(entry.get("dependsOn", [])) for entry in bom["dependencies"]}
    require(set(graph) <= references and set().union(*graph.values()) <= references, "a dependency is no component")
    require(references - {root["bom-ref"]} <= graph[root["bom-ref"]], "a component is not below the executable")
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


main()
