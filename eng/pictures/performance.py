#!/usr/bin/env python3
"""Draws the output of bench/issue.sh as an SVG picture: each rate as a bar beside what it is compared with.

Usage: performance.py [--check] RESULTS PICTURE

RESULTS is the output of the command, after a line that describes the machine. --check writes nothing and fails when the picture was made of other
results.
"""
import html
import re
import sys

WIDTH, LABEL, RIGHT, BAR, GAP = 860, 20, 20, 15, 13
ROW = re.compile(r"^  (?P<what>[^/]+?) / (?P<reference>.+?) {2,}(?P<part>\d+) of +(?P<whole>\d+) req/s +(?P<percent>\d+)%")


def read(text):
    machine, *lines = text.splitlines()
    groups = []
    for line in lines:
        if found := ROW.match(line):
            groups[-1][1].append({**found.groupdict(), "part": int(found["part"]), "whole": int(found["whole"])})
        elif line.endswith(":"):
            groups.append((line.rstrip(":"), []))
    groups = [(name, rows) for name, rows in groups if rows]
    if not machine or not groups:
        sys.exit("performance.py: no rates in the results")
    return machine, groups


def picture(machine, groups):
    longest = max(row["whole"] for _, rows in groups for row in rows)
    scale = (WIDTH - LABEL - RIGHT - 120) / longest
    y, body = 34, []

    def text(x, at, style, words):
        body.append(f'<text x="{x:.0f}" y="{at}" class="{style}">{html.escape(words, quote=False)}</text>')

    def bar(style, rate, words):
        nonlocal y
        body.append(f'<rect x="{LABEL}" y="{y}" width="{max(rate * scale, 1):.0f}" height="{BAR}" rx="2" class="{style}"/>')
        text(LABEL + rate * scale + 8, y + 12, "number", words)
        y += BAR + 3

    text(LABEL, y - 12, "title", "Requests per second, and what they are compared with in the same run")
    for name, rows in groups:
        y += 12
        text(LABEL, y + 6, "group", name[0].upper() + name[1:])
        y += 20
        for row in rows:
            text(LABEL, y + 8, "label", f'{row["what"]}, compared with {row["reference"]}')
            y += 14
            bar("signet", row["part"], f'{row["part"]:,} ({row["percent"]} %)')
            bar("reference", row["whole"], f'{row["whole"]:,}')
            y += GAP
    text(LABEL, y + 8, "number", machine)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 22}" role="img" aria-label="Requests per second of Signet and of what they are compared with">
<style>
text{{font:13px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1f2328}}
.title{{font-size:15px;font-weight:600}}.group{{font-weight:600}}.number{{font-size:12px;fill:#59636e}}
.back{{fill:#fff}}.signet{{fill:#0969da}}.reference{{fill:#afb8c1}}
@media (prefers-color-scheme:dark){{text{{fill:#e6edf3}}.number{{fill:#9198a1}}.back{{fill:#0d1117}}.signet{{fill:#4493f8}}.reference{{fill:#484f58}}}}
</style>
<rect class="back" width="100%" height="100%" rx="8"/>
{"".join(line + chr(10) for line in body)}</svg>
"""


def main():
    check = "--check" in sys.argv
    source, target = [argument for argument in sys.argv[1:] if argument != "--check"]
    with open(source, encoding="utf-8") as file:
        made = picture(*read(file.read()))
    if check:
        with open(target, encoding="utf-8") as file:
            if file.read() != made:
                sys.exit(f"performance.py: {target} was not made of {source}")
    else:
        with open(target, "w", encoding="utf-8") as file:
            file.write(made)


main()
