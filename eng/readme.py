#!/usr/bin/env python3
"""Runs every command of README.md as a new user does: in a fresh clone of this commit, and with an empty home. Ends with "N passed, N failed".

Usage: readme.py [--keep FOLDER]

FOLDER gets the clone, with what the commands have made (out/signet, artifacts/packages). The commands are run unchanged; what they print is compared
with the block after them. "dotnet test" is left to .ci/run, which runs it in its own checkout. The server of the page listens on 6443, which must be free.
Packages come from the configured registries.
"""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TIMEOUT = 1500
passed, failed = 0, 0


def step(name, problem):
    """Counts one check; problem is empty when it has passed."""
    global passed, failed
    if problem:
        failed += 1
        print(f"FAILED: {name}\n{problem}", flush=True)
    else:
        passed += 1
        print(f"ok: {name}", flush=True)
    return not problem


def blocks(text):
    """The shell blocks of the page by section: (section, commands, expected output or None)."""
    section, found = "", []
    for match in re.finditer(r"^## ([^\n]+)$|^```(\w*)\n(.*?)^```$", text, re.M | re.S):
        if match[1]:
            section = match[1]
        elif match[2] == "text" and found:
            found[-1][2] = match[3]
        elif match[2] == "sh":
            found.append([section, match[3], None])
    return found


def rows(text, section):
    """The commands in the first column of the table of a section."""
    body = text.split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    return [code for line in body.splitlines() if line.startswith("| `") for code in re.findall(r"`([^`]+)`", line.split(" | ")[0])]


class Page:
    """The clone, its environment and the server of the section Start."""

    def __init__(self, work, clone):
        self.work, self.clone, self.server = work, clone, None
        self.home = os.path.join(work, "home")
        self.project = os.path.join(work, "project")
        for folder in (self.home, self.project, os.path.join(work, "tmp")):
            os.makedirs(folder)
        kept = {name: value for name, value in os.environ.items() if name in ("LANG", "TERM") or name.startswith(("NUGET_", "npm_config_registry"))}
        self.environment = {
            **kept, "HOME": self.home, "TMPDIR": os.path.join(work, "tmp"), "SIGNET": clone, "PATH": f"{self.home}/.dotnet/tools:{os.environ['PATH']}",
            "DOTNET_CLI_TELEMETRY_OPTOUT": "1", "DOTNET_NOLOGO": "1", "DOTNET_GENERATE_ASPNET_CERTIFICATE": "false",
        }

    def run(self, commands, folder=None):
        """Runs commands in bash; returns (exit code, standard output, all output)."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands], cwd=folder or self.clone, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=TIMEOUT, check=False)
        return done.returncode, done.stdout, done.stdout + done.stderr

    def check(self, name, commands, folder=None, expected=None):
        code, output, everything = self.run(commands, folder)
        problem = f"exit code {code}\n{everything[-4000:]}" if code != 0 else ""
        if not problem and expected is not None and output != expected:
            problem = f"printed:\n{output}expected:\n{expected}"
        return step(name, problem)

    def start(self, commands):
        """Starts a command that runs until it is stopped, and waits for its first line."""
        log = os.path.join(self.work, f"server-{time.monotonic_ns()}.log")
        with open(log, "w", encoding="utf-8") as output:
            self.server = subprocess.Popen(
                ["bash", "-c", commands], cwd=self.clone, env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
        begin = time.monotonic()
        while time.monotonic() - begin < TIMEOUT:
            with open(log, encoding="utf-8") as output:
                printed = output.read()
            if "Signet serves https://" in printed:
                return ""
            if self.server.poll() is not None:
                break
            time.sleep(0.05)
        return f"{commands}\n{printed[-4000:]}"

    def stop(self):
        """Stops the server that was started: its own process group."""
        if self.server is not None and self.server.poll() is None:
            os.killpg(self.server.pid, signal.SIGTERM)
            try:
                self.server.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(self.server.pid, signal.SIGKILL)
                return "the server did not end within a minute"
        return ""


def start_section(page, found):
    begin = time.monotonic()
    server, *walk = [block for block in found if block[1].strip() != "dotnet test"]
    if not step("Start: " + server[1].strip(), page.start(server[1])):
        return
    built = time.monotonic() - begin
    try:
        # One shell, as a reader has it: variables and functions of a block are used by the next ones.
        mark = "-- end of a block --"
        code, output, everything = page.run("".join(f"{commands}echo '{mark}'\n" for _, commands, _ in walk))
        printed = output.split(mark + "\n")
        problem = f"exit code {code}\n{everything[-4000:]}" if code != 0 else ""
        for (_, commands, expected), text in zip(walk, printed):
            # Newer versions of kubectl print the namespace of deleted objects.
            text = text.replace(" from default namespace", "")
            if not problem and expected is not None and text != expected:
                problem = f"{commands}printed:\n{text}expected:\n{expected}"
        step(f"Start: the {len(walk)} blocks after it", problem)
        print(f"{built:.1f} s from the first command in a fresh clone to a server, with the build; {time.monotonic() - begin:.1f} s to the end of the section")
    finally:
        step("Start: the server stops", page.stop())


def commands_section(page, table):
    """Each command of the table, with the installed tool. The variables and objects that it names are made first."""
    prepared = (
        "kubectl create secret generic build-42 >/dev/null\n"
        "export TOKEN=$(signet token create builder --create-account --audience vault 2>/dev/null)\n")
    with open(os.path.join(page.project, "package.json"), "r+", encoding="utf-8") as file:
        text = file.read().replace("{", '{ "scripts": { "test": "signet token review \\"$(cat $SERVICE_ACCOUNT_TOKEN_FILE)\\"" },', 1)
        file.seek(0)
        file.write(text)
    for command in table:
        if command == "signet dev":
            problem = page.start(command)
            step("Commands: " + command, problem or page.stop())
        elif command.startswith("signet dev -- "):
            page.check("Commands: " + command, command, page.project)
        else:
            given = 'printf %s "$TOKEN" | ' if " - " in command else ""
            page.environment["COMMAND"] = f"{prepared}{given}{command}"
            page.check("Commands: " + command, 'signet dev -- bash -euo pipefail -c "$COMMAND"', page.project)


def install_section(page, found, table):
    for _, commands, expected in found:
        name = "Install: " + commands.strip().splitlines()[-1]
        code, output, everything = page.run(commands)
        warned = "\n".join(line for line in everything.splitlines() if re.search(r"\bwarning\b", line, re.I))
        step(name, f"exit code {code}\n{everything[-4000:]}" if code != 0 else warned or (expected is not None and output != expected and output))
    with open(os.path.join(page.project, "package.json"), "w", encoding="utf-8") as file:
        file.write('{ "private": true }')
    for command in table:
        page.check("Install: " + command, command, page.project)
    begin = time.monotonic()
    if page.check("Install: the first token", "test -n \"$(signet dev -- signet token create builder --create-account)\"", page.project):
        print(f"{time.monotonic() - begin:.1f} s from the first `signet dev` to the end of it, with a token")


def copy(target):
    """Clones this commit; a checkout without history, which cannot be cloned, is copied without what was built."""
    if subprocess.run(["git", "clone", "--quiet", ROOT, target], check=False).returncode == 0:
        return
    print("this checkout cannot be cloned; it is copied")

    def is_built(folder, names):
        built = {"obj", "out", "artifacts", "TestResults", "node_modules", ".git"}
        if folder.startswith(tuple(os.path.join(ROOT, part) for part in ("src", "tests", "bench", "samples"))):
            built.add("bin")
        return built.intersection(names)

    shutil.copytree(ROOT, target, ignore=is_built, symlinks=True)


def main():
    keep = sys.argv[2] if sys.argv[1:2] == ["--keep"] else None
    work = tempfile.mkdtemp(prefix="signet-readme-")
    clone = os.path.abspath(keep) if keep else os.path.join(work, "signet")
    try:
        copy(clone)
        with open(os.path.join(clone, "README.md"), encoding="utf-8") as file:
            text = file.read()
        found = blocks(text)
        known = {"Start", "Install"}
        step("every shell block is in a section that is run", "\n".join(commands for section, commands, _ in found if section not in known))
        page = Page(work, clone)
        start_section(page, [block for block in found if block[0] == "Start"])
        install_section(page, [block for block in found if block[0] == "Install"], rows(text, "Install"))
        commands_section(page, rows(text, "Commands"))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
