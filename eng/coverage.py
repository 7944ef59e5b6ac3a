"""Sums a Cobertura report by project and by room: python3 eng/coverage.py REPORT. Standard library only."""
import collections
import re
import sys
import xml.etree.ElementTree as xml


def read(path):
    """The lines and the branches of each room: those that were hit, and all."""
    lines, branches = {}, {}
    for package in xml.parse(path).getroot().iter("package"):
        for part in package.iter("class"):
            for line in part.iter("line"):
                at = (package.get("name"), part.get("name"), part.get("filename"), int(line.get("number")))
                lines[at] = max(lines.get(at, 0), int(line.get("hits")))
                count = re.search(r"\((\d+)/(\d+)\)", line.get("condition-coverage") or "")
                if count:
                    branches[at] = max(branches.get(at, (0, 0)), (int(count[1]), int(count[2])))
    return lines, branches


def main(path):
    lines, branches = read(path)
    sums = collections.defaultdict(lambda: [0, 0, 0, 0])
    for (package, part, _, _), hits in lines.items():
        for name in names(package, part):
            sums[name][0] += hits > 0
            sums[name][1] += 1
    for (package, part, _, _), (hit, total) in branches.items():
        for name in names(package, part):
            sums[name][2] += hit
            sums[name][3] += total
    print(f"{'':40} {'lines':>15} {'branches':>20}")
    for name, (hit, total, branch_hit, branch_total) in sorted(sums.items()):
        branch = f"{100 * branch_hit / branch_total:6.1f} %  of {branch_total:6}" if branch_total else ""
        print(f"{name:40} {100 * hit / total:6.1f} %  of {total:6} {branch:>20}")


def names(package, name):
    """All, the project, and the room: the part of the namespace behind that of the project."""
    project = "Signet.Cli" if package == "signet" else package
    room = name.removeprefix(project + ".").split(".")
    return ["(all)", project, f"{project}/{room[0] if len(room) > 1 else '.'}"]


main(sys.argv[1])
