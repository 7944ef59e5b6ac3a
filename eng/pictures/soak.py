#!/usr/bin/env python3
"""Draws the output of bench/soak.sh as an SVG picture: the server's memory over time.

Usage: soak.py [--check] RESULTS PICTURE

--check writes nothing and fails when the picture was made of other results.
"""
import sys

import picture

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 300, 60, 20, 40, 66
SETTLED = 600  # seconds: the comparison begins here


def read(text):
    title, *lines = text.splitlines()
    names, rows, last = [], [], ""
    for line in lines:
        words = line.split()
        if line.startswith("seconds "):
            names = words
        elif words and words[0].isdigit():
            rows.append([int(word) for word in words])
        else:
            last = line
    if len(rows) < 2 or not names or not last.startswith("mean "):
        sys.exit("soak.py: these are not the results of a whole run")
    return title, names, rows, last


def step(highest):
    return next(size for size in (10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000) if highest / size <= 6)


def draw(title, names, rows, last):
    seconds, highest = rows[-1][0], max(row[1] for row in rows) / 1024
    size = step(highest)
    top = (int(highest / size) + 1) * size
    body = []

    def x(second):
        return LEFT + (WIDTH - LEFT - RIGHT) * second / seconds

    def y(mib):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * mib / top

    def text(at, line, style, words, anchor=""):
        body.append(picture.text(at, line, style, words, anchor))

    text(LEFT, 22, "title", "Resident memory of a server under mixed load, in MiB")
    for mib in range(0, top + 1, size):
        body.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(mib):.1f}" y2="{y(mib):.1f}" class="grid"/>')
        text(LEFT - 8, y(mib) + 4, "number", str(mib), "end")
    for minute in range(0, seconds // 60 + 1, 10):
        text(x(minute * 60), HEIGHT - BOTTOM + 16, "number", f"{minute} min", "middle")
    body.append(f'<line x1="{x(SETTLED):.1f}" x2="{x(SETTLED):.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" class="settled"/>')
    body.append(f'<polyline class="line" points="{" ".join(f"{x(row[0]):.1f},{y(row[1] / 1024):.1f}" for row in rows)}"/>')
    counts = ", ".join(f"{count:,} {name}" for name, count in zip(names[2:], rows[-1][2:]))
    text(LEFT, HEIGHT - 28, "number", last)
    text(LEFT, HEIGHT - 10, "number", counts)
    style = ".grid{stroke:#d1d9e0;stroke-width:1}.settled{stroke:#59636e;stroke-dasharray:4 4}.line{fill:none;stroke:#0969da;stroke-width:1.5}"
    return picture.frame(WIDTH, HEIGHT, f"{title}: {last}", style, ".grid{stroke:#3d444d}.settled{stroke:#9198a1}.line{stroke:#4493f8}", body)


picture.main("soak.py", lambda results: draw(*read(results)))
