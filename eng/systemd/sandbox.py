"""Runs a command with the restrictions of a unit that need no systemd: sandbox.py UNIT USER COMMAND ARGUMENT…

It carries out User, capabilities, limits, umask, Environment and the filters of system calls that systemd makes of SystemCallFilter,
MemoryDenyWriteExecute, RestrictAddressFamilies, RestrictNamespaces, RestrictRealtime, RestrictSUIDSGID and LockPersonality. What needs namespaces of
mounts (ProtectSystem and the like) is left out. A setting that is in neither list is a fault, so that none is forgotten. USER replaces the user of the
unit. Needs root, and python3-seccomp.
"""
import ctypes
import errno
import os
import pwd
import resource
import socket
import subprocess
import sys

import seccomp

# What a process can be given without systemd.
CARRIED_OUT = {
    "User", "Group", "UMask", "LimitCORE", "LimitNOFILE", "Environment", "CapabilityBoundingSet", "AmbientCapabilities", "NoNewPrivileges",
    "LockPersonality", "MemoryDenyWriteExecute", "RestrictAddressFamilies", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID",
    "SystemCallArchitectures", "SystemCallFilter", "SystemCallErrorNumber",
}
# What needs systemd: namespaces, directories, keyrings, supervision.
LEFT_OUT = {
    "Type", "ExecStart", "ExecReload", "WatchdogSec", "Restart", "RestartSec", "RestartPreventExitStatus", "TimeoutStartSec", "TimeoutStopSec",
    "StateDirectory", "StateDirectoryMode", "RuntimeDirectory", "LogsDirectory", "LogsDirectoryMode", "ProtectSystem", "ProtectHome", "PrivateTmp",
    "PrivateDevices", "DevicePolicy", "ProtectClock", "ProtectHostname", "ProtectKernelTunables", "ProtectKernelModules", "ProtectKernelLogs",
    "ProtectControlGroups", "ProtectProc", "PrivateIPC", "RemoveIPC", "KeyringMode", "LoadCredential",
}
PR_SET_KEEPCAPS, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 8, 24, 38
PROT_WRITE, PROT_EXEC, SHM_EXEC = 2, 4, 0o100000
NAMESPACES = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
SET_ID = 0o6000


def settings_of(path):
    """The settings of [Service]; those that may be repeated are lists of all values."""
    found, section = {}, None
    for line in open(path, encoding="utf-8"):
        line = line.strip()
        if line.startswith("["):
            section = line
        elif section == "[Service]" and line and not line.startswith(("#", ";")):
            key, value = line.split("=", 1)
            found.setdefault(key, []).append(value)
    unknown = set(found) - CARRIED_OUT - LEFT_OUT
    if unknown:
        sys.exit(f"{path}: sandbox.py does not know {', '.join(sorted(unknown))}")
    return found


def groups_of_calls():
    """The groups of system calls of the installed systemd."""
    groups, name = {}, None
    text = subprocess.run(["systemd-analyze", "syscall-filter", "--no-pager"], check=True, capture_output=True, text=True).stdout
    for line in text.splitlines():
        if line.startswith("@"):
            name = line.split()[0]
            groups[name] = []
        elif name and line.startswith(" ") and not line.strip().startswith("#"):
            groups[name].append(line.strip())
        elif line and not line.startswith((" ", "#")):
            name = None
    return groups


def members(entry, groups):
    return {call for inner in groups[entry] for call in members(inner, groups)} if entry.startswith("@") else {entry}


def allowed_calls(values):
    """As in systemd: the first value decides that the list allows; values with ~ take away."""
    groups, allowed = groups_of_calls(), members("@default", groups_of_calls())
    for value in values:
        calls = {call for entry in value.lstrip("~").split() for call in members(entry, groups)}
        allowed = allowed - calls if value.startswith("~") else allowed | calls
    return allowed


def add_calls(unit):
    number = getattr(errno, unit["SystemCallErrorNumber"][-1])
    calls = seccomp.SyscallFilter(seccomp.ERRNO(number))
    for call in allowed_calls(unit["SystemCallFilter"]):
        if seccomp.resolve_syscall(seccomp.Arch(), call) >= 0:
            calls.add_rule(seccomp.ALLOW, call)
    calls.load()


def refuse(rules, call, *arguments, number=errno.EPERM):
    rules.add_rule(seccomp.ERRNO(number), call, *arguments)


def has(argument, bits):
    return seccomp.Arg(argument, seccomp.MASKED_EQ, bits, bits)


def add_arguments(unit):
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    if "MemoryDenyWriteExecute" in unit:
        refuse(rules, "mmap", has(2, PROT_WRITE | PROT_EXEC))
        refuse(rules, "mprotect", has(2, PROT_EXEC))
        refuse(rules, "pkey_mprotect", has(2, PROT_EXEC))
        refuse(rules, "shmat", has(2, SHM_EXEC))
    families = {getattr(socket, name).value for name in unit["RestrictAddressFamilies"][-1].split()}
    for family in set(range(46)) - families:
        refuse(rules, "socket", seccomp.Arg(0, seccomp.EQ, family), number=errno.EAFNOSUPPORT)
    if "RestrictNamespaces" in unit:
        for bit in range(32):
            if NAMESPACES >> bit & 1:
                refuse(rules, "unshare", has(0, 1 << bit))
                refuse(rules, "clone", has(0, 1 << bit))
        refuse(rules, "setns")
        refuse(rules, "clone3", number=errno.ENOSYS)
    if "RestrictRealtime" in unit:
        for policy in (1, 2, 6):
            refuse(rules, "sched_setscheduler", seccomp.Arg(1, seccomp.EQ, policy))
    if "RestrictSUIDSGID" in unit:
        for bit in (0o4000, 0o2000):
            for call, argument in (("chmod", 1), ("fchmod", 1), ("fchmodat", 2), ("mkdir", 1), ("mkdirat", 2), ("open", 2), ("openat", 3), ("creat", 1)):
                refuse(rules, call, has(argument, bit))
    if "LockPersonality" in unit:
        refuse(rules, "personality", seccomp.Arg(0, seccomp.NE, 0))
    rules.load()


def limit(unit):
    for name in ("CORE", "NOFILE"):
        kind = getattr(resource, f"RLIMIT_{name}")
        value, hard = int(unit[f"Limit{name}"][-1]), resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))
    os.umask(int(unit["UMask"][-1], 8))


def drop(user):
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in range(64):
        if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0 and ctypes.get_errno() != errno.EINVAL:
            sys.exit(f"capability {capability} cannot be dropped: {os.strerror(ctypes.get_errno())}")
    account = pwd.getpwnam(user)
    os.setgroups([])
    os.setresgid(account.pw_gid, account.pw_gid, account.pw_gid)
    os.setresuid(account.pw_uid, account.pw_uid, account.pw_uid)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        sys.exit("no_new_privs cannot be set")


def main():
    path, user, command = sys.argv[1], sys.argv[2], sys.argv[3:]
    unit = settings_of(path)
    if unit["CapabilityBoundingSet"] != [""] or unit["AmbientCapabilities"] != [""] or unit["NoNewPrivileges"] != ["yes"]:
        sys.exit("sandbox.py only knows units without capabilities and privileges")
    limit(unit)
    drop(user)
    for assignment in " ".join(unit.get("Environment", [])).split():
        name, value = assignment.split("=", 1)
        os.environ[name] = value.replace("%d", os.environ.get("CREDENTIALS_DIRECTORY", "%d"))
    add_arguments(unit)
    add_calls(unit)
    os.execv(command[0], command)


main()
