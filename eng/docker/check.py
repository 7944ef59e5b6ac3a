"""Checks deploy/docker/Dockerfile: check.py DOCKERFILE. Prints each fault; the exit code is 1 when there is one."""
import json
import os
import re
import sys


def instructions(path):
    """(stage, instruction, arguments), with continued lines joined."""
    stage, pending = -1, ""
    for line in open(path, encoding="utf-8"):
        if not pending and (not line.strip() or line.startswith("#")):
            continue
        pending += line.rstrip().removesuffix("\\") + (" " if line.rstrip().endswith("\\") else "")
        if line.rstrip().endswith("\\"):
            continue
        word, _, rest = pending.strip().partition(" ")
        stage += word == "FROM"
        yield stage, word, rest.strip()
        pending = ""


def main():
    found = list(instructions(sys.argv[1]))
    last = max(stage for stage, _, _ in found)
    final = [(word, rest) for stage, word, rest in found if stage == last]
    faults = []

    def require(condition, text):
        if not condition:
            faults.append(text)

    def one(word):
        values = [rest for instruction, rest in final if instruction == word]
        if len(values) != 1:
            sys.exit(print(f"the last stage has {len(values)} {word}") or 1)
        return values[0]

    require(last >= 1, "there is one stage only: compilers would be in the image")
    for _, word, rest in found:
        if word == "FROM":
            require(re.match(r"[^ ]+:[^ ]+", rest) and ":latest" not in rest, f"FROM {rest}: a tag that says a version")
        require(word not in ("ADD", "MAINTAINER"), f"{word} is not used")
        if word == "RUN" and "apt-get install" in rest:
            require("--no-install-recommends" in rest and "rm -rf /var/lib/apt/lists" in rest, f"RUN {rest}: --no-install-recommends, and the lists are removed")
        require(not (word in ("RUN", "ENV", "ARG") and re.search(r"(?i)password|secret|token=", rest)), f"{word} has a secret")
    require(re.search(r"chiseled|distroless", one("FROM")), "the last stage has a shell")
    require(not [word for word, _ in final if word == "RUN"], "RUN in an image without a shell")
    user = one("USER")
    require(re.fullmatch(r"[1-9][0-9]*:[1-9][0-9]*", user), f"USER {user}: a number, which runAsNonRoot of Kubernetes can check, and not root's")
    entry, command = json.loads(one("ENTRYPOINT")), json.loads(one("CMD"))
    require(entry == ["/usr/bin/signet"] and command[0] == "serve", "ENTRYPOINT is the executable, CMD its command: arguments of Kubernetes replace CMD")
    data = command[command.index("--data-dir") + 1]
    volume = json.loads(one("VOLUME"))[0]
    require(data.startswith(volume + "/"), "the data directory is a folder in the volume, as the server sets its mode")
    health = json.loads(one("HEALTHCHECK").partition("CMD")[2])
    require(health[0] == "/usr/bin/signet" and health[-1].startswith(data + "/"), "HEALTHCHECK runs the executable on the data directory")
    labels = " ".join(rest for word, rest in final if word == "LABEL")
    for label in ("title", "description", "licenses", "version", "revision"):
        require(f"org.opencontainers.image.{label}=" in labels, f"the label {label} is missing")
    for word, rest in final:
        if word == "COPY":
            require("--from=build" in rest, f"COPY {rest}: only from the build stage")

    # What the build stage copies is there, and the last stage copies the file that the command of the build stage writes.
    root = os.path.join(os.path.dirname(sys.argv[1]), "../..")
    with open(f"{sys.argv[1]}.dockerignore", encoding="utf-8") as file:
        ignored = file.read().splitlines()
    copied = {source.rstrip("/") for stage, word, rest in found if stage == 0 and word == "COPY" for source in rest.split()[:-1]}
    for source in copied:
        require(os.path.exists(os.path.join(root, source)), f"COPY {source}: it does not exist")
        require(f"!{source}" in ignored, f"COPY {source}: Dockerfile.dockerignore leaves it out")
    # The SDK reads them in the folders above a project. eng/reproduce.sh builds with only what is copied.
    for source in (".editorconfig", "Directory.Build.props", "Directory.Packages.props", "global.json"):
        require(source in copied, f"{source} is not copied, and the build reads it")
    build = " ".join(rest for stage, word, rest in found if stage == 0 and word == "RUN")
    made = re.search(r"eng/package\.sh binary --rid (\S+) --output (\S+)", build)
    require(made and f"--from=build {made[2]}/{made[1]}/signet /usr/bin/signet" in "\n".join(rest for _, rest in final), "the executable of eng/package.sh is copied")

    # The chart runs the same user, paths and port.
    chart = open(os.path.join(root, "deploy/helm/signet/templates/_helpers.tpl"), encoding="utf-8").read()
    require(f"runAsUser: {user.split(':')[0]}\n" in chart, "the user is that of the chart")
    require(f"--data-dir, {data}]" in chart, "the data directory is that of the chart")
    require(f"containerPort: {one('EXPOSE')}\n" in chart, "the port is that of the chart")
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


main()
