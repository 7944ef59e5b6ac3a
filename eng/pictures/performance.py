#!/usr/bin/env python3
"""Draws the output of bench/issue.sh as an SVG picture: each rate as a bar beside what it is compared with.

Usage: performance.py [--check] RESULTS PICTURE

RESULTS is the output of the command, after a line that describes the machine. --check writes nothing and fails when the picture was made of other
results.
"""
import re
import sys

import picture

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


def draw(machine, groups):
    longest = max(row["whole"] for _, rows in groups for row in rows)
    scale = (WIDTH - LABEL - RIGHT - 120) / longest
    y, body = 34, []

    def text(x, at, style, words):
        body.append(picture.text(x, at, style, words))

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
    style = ".group{font-weight:600}.signet{fill:#0969da}.reference{fill:#afb8c1}"
    return picture.frame(
        WIDTH, y + 22, "Requests per second of Signet and of what they are compared with", style, ".signet{fill:#4493f8}.reference{fill:#484f58}", body)


picture.main("performance.py", lambda results: draw(*read(results)))
