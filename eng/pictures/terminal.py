#!/usr/bin/env python3
"""Records a terminal session as an animated SVG picture.

Usage: terminal.py [--check] COMMANDS PICTURE

COMMANDS has a title in its first line, then a command that starts a shell, then one command for each line. The commands are really run, in that
shell, with a terminal as their output. --check runs them, too, but writes nothing: it fails when the picture shows other text. Numbers, times, ids
and paths of temporary files may differ.
"""
import html
import os
import pty
import re
import select
import subprocess
import sys
import time
import unicodedata

COLUMNS, ROWS = 116, 27
CELL, LINE, MARGIN, BAR = 8.43, 19, 14, 30
END = b"\x1b]7;end\x07"
TYPING, PAUSE, LAST_PAUSE, LONGEST_WAIT = 0.028, 1.4, 6.0, 0.4
MODES = re.compile(r"\x1b\[\?[0-9;]+[hl]|\x1b[=>]")  # keypad and cursor modes, which .NET sets and which print nothing
COLOURS = {30: "#484f58", 31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 34: "#79c0ff", 35: "#d2a8ff", 36: "#56d4dd", 37: "#e6edf3", 90: "#8b949e"}


def run(shell, commands):
    """Runs the commands in the shell; yields each with the rows that it printed and the seconds that it took."""
    terminal, output = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(shell, shell=True, stdin=subprocess.PIPE, stdout=output, stderr=output, env=environment)
    os.close(output)
    try:
        for command in commands:
            begin = time.monotonic()
            process.stdin.write(command.encode() + b"\nprintf '\\033]7;end\\007'\n")
            process.stdin.flush()
            printed = b""
            while END not in printed:
                try:
                    if not select.select([terminal], [], [], 120)[0]:
                        sys.exit(f"terminal.py: no end after two minutes: {command}\n{printed.decode()}")
                    printed += os.read(terminal, 65536)
                except OSError:  # no process has the terminal any more
                    sys.exit(f"terminal.py: the shell ended: {command}\n{printed.decode()}")
            yield command, MODES.sub("", printed.replace(END, b"").decode().replace("\r", "")), time.monotonic() - begin
        process.stdin.close()
        if process.wait(60) != 0:
            sys.exit(f"terminal.py: the shell ended with exit code {process.returncode}")
    finally:
        if process.poll() is None:
            process.terminate()
        os.close(terminal)


def width(character):
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def rows(text):
    """Splits output into rows of at most COLUMNS cells; a row is a list of (style, text)."""
    style, made = (), []
    for line in text.rstrip("\n").split("\n") if text else []:
        row, used = [], 0
        for part in re.split(r"(\x1b\[[0-9;]*m)", line):
            if part.startswith("\x1b["):
                codes = [int(code or 0) for code in part[2:-1].split(";")]
                style = () if 0 in codes else tuple(sorted({*style, *codes}))
                continue
            for character in part:
                if used + width(character) > COLUMNS:
                    made.append(row)
                    row, used = [], 0
                if row and row[-1][0] == style:
                    row[-1] = (style, row[-1][1] + character)
                else:
                    row.append((style, character))
                used += width(character)
        made.append(row)
    return made


def span(style, text):
    fill = next((COLOURS[code] for code in style if code in COLOURS), None)
    attributes = "".join(
        [f' fill="{fill}"' if fill else "", ' font-weight="bold"' if 1 in style else "", ' fill-opacity="0.65"' if 2 in style else ""])
    return f"<tspan{attributes}>{html.escape(text, quote=False)}</tspan>"


def picture(title, shell, session):
    """The SVG: each row appears at its time, and the rows above move up; a command is uncovered letter by letter. Without animation it is the end."""
    clock, body, y = 0.6, [], BAR + MARGIN + 12
    appearances = []

    def add(cells, at, typed):
        nonlocal y
        number = len(appearances)
        appearances.append(at)
        content = "".join(span(style, text) for style, text in cells)
        body.append(f'<g class="row" id="r{number}"><text x="{MARGIN}" y="{y}">{content}</text>')
        if typed:
            letters = sum(len(text) for _, text in cells)
            body.append(
                f'<rect class="cover" x="{MARGIN + 2 * CELL:.1f}" y="{y - 14}" width="{COLUMNS * CELL:.0f}" height="{LINE}" '
                f'style="--n:{letters};--to:{letters * CELL:.0f}px;--d:{letters * TYPING:.2f}s;--at:{at:.2f}s"/>')
        body.append("</g>")
        y += LINE

    for command, printed, took in [(shell, "", 0.3), *session]:
        first, *rest = rows("\x1b[90m$\x1b[0m \x1b[1m" + command + "\x1b[0m")
        add(first, clock, True)
        clock += len(command) * TYPING if not rest else COLUMNS * TYPING
        for row in rest:
            add(row, clock, True)
            clock += sum(len(text) for _, text in row) * TYPING
        clock += min(took, LONGEST_WAIT) + 0.15
        for row in rows(printed):
            add(row, clock, False)
        clock += PAUSE if printed else 0.5
    total = clock + LAST_PAUSE
    wide, high = COLUMNS * CELL + 2 * MARGIN, BAR + 2 * MARGIN + ROWS * LINE

    def share(at):
        return f"{100 * at / total:.3f}%"

    # Each state holds until the next one (step-end). Rows that appear together move the others once.
    steps = "".join(
        f"@keyframes k{n}{{0%{{opacity:0}}{share(at)}{{opacity:1}}}}#r{n}{{animation:k{n} {total:.1f}s step-end infinite}}" for n, at in enumerate(appearances))
    moves = {at: -LINE * (n + 1 - ROWS) for n, at in enumerate(appearances) if n >= ROWS}
    last = list(moves.values())[-1] if moves else 0
    scroll = "".join(f"{share(at)}{{transform:translateY({to}px)}}" for at, to in moves.items())
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high:.0f}" role="img" aria-label="{html.escape(title)}">
<title>{html.escape(title)}</title>
<style>
text{{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#e6edf3;white-space:pre}}
.cover{{fill:#0d1117;transform:translateX(var(--to));animation:type var(--d) steps(var(--n)) var(--at) backwards}}
@keyframes type{{from{{transform:translateX(0)}}}}
{steps}
.rows{{transform:translateY({last}px);animation:scroll {total:.1f}s step-end infinite}}
@keyframes scroll{{0%{{transform:none}}{scroll}}}
@media (prefers-reduced-motion:reduce){{.row,.rows,.cover{{animation:none!important}}}}
</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117" stroke="#30363d"/>
<circle cx="20" cy="17" r="5.5" fill="#ff5f57"/><circle cx="39" cy="17" r="5.5" fill="#febc2e"/><circle cx="58" cy="17" r="5.5" fill="#28c840"/>
<clipPath id="window"><rect y="{BAR}" width="100%" height="{high - BAR - 6}"/></clipPath>
<g clip-path="url(#window)"><g class="rows">
{"".join(line + chr(10) for line in body)}</g></g>
</svg>
"""


def shown(svg):
    """The text of the rows, without what differs between two runs."""
    found = [html.unescape(re.sub("<[^>]+>", "", row)) for row in re.findall(r"<text [^>]*>(.*?)</text>", svg)]
    volatile = r"\d{4}-\d\d-\d\dT[\d:]+Z \([^)]*\)|expires in [^.]+|/tmp/\S+|[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9_-]{20,}|\b\d+\b"
    return [re.sub(r"\s+", " ", re.sub(volatile, "*", row)).strip() for row in found]


def main():
    check = "--check" in sys.argv
    source, target = [argument for argument in sys.argv[1:] if argument != "--check"]
    with open(source, encoding="utf-8") as file:
        title, shell, *commands = [line.rstrip("\n") for line in file if line.strip()]
    made = picture(title, shell, list(run(shell, commands)))
    if re.search(r"eyJ[A-Za-z0-9_-]{10,}\.", made):
        sys.exit("terminal.py: a token would be in the picture")
    if not check:
        with open(target, "w", encoding="utf-8") as file:
            file.write(made)
        return
    with open(target, encoding="utf-8") as file:
        old, new = shown(file.read()), shown(made)
    if old != new:
        sys.exit("\n".join(["terminal.py: the picture shows something else than the commands print now:",
                            *(f"- {row}" for row in old if row not in new), *(f"+ {row}" for row in new if row not in old)]))


main()
