"""Sums a Cobertura report by project and by room: python3 eng/coverage.py REPORT. Standard library only."""
import collections
import re
import sys
import xml.etree.ElementTree as xml


def read(path):
    """The lines and the branches of each file: those that were hit, and all."""
    lines, branches = {}, {}
    for part in xml.parse(path).getroot().iter("class"):
        file = part.get("filename").replace("\\", "/")
        file = file[file.index("src/"):] if "src/" in file else file
        for line in part.iter("line"):
            at = (file, int(line.get("number")))
            lines[at] = max(lines.get(at, 0), int(line.get("hits")))
            count = re.search(r"\((\d+)/(\d+)\)", line.get("condition-coverage") or "")
            if count:
                hit, total = int(count[1]), int(count[2])
                branches[at] = max(branches.get(at, (0, 0)), (hit, total))
    return lines, branches


def main(path):
    lines, branches = read(path)
    sums = collections.defaultdict(lambda: [0, 0, 0, 0])
    for (file, _), hits in lines.items():
        for name in names(file):
            sums[name][0] += hits > 0
            sums[name][1] += 1
    for (file, _), (hit, total) in branches.items():
        for name in names(file):
            sums[name][2] += hit
            sums[name][3] += total
    print(f"{'':40} {'lines':>15} {'branches':>20}")
    for name, (hit, total, branch_hit, branch_total) in sorted(sums.items()):
        branch = f"{100 * branch_hit / branch_total:6.1f} %  of {branch_total:6}" if branch_total else ""
        print(f"{name:40} {100 * hit / total:6.1f} %  of {total:6} {branch:>20}")


def names(file):
    """all, the project, and the room."""
    parts = file.split("/")
    project = parts[1] if parts[0] == "src" and len(parts) > 2 else "other"
    room = parts[2] if len(parts) > 3 else "."
    return ["(all)", project, f"{project}/{room}"]


main(sys.argv[1])
