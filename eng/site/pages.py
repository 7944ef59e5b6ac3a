"""Copies the Markdown pages into a folder for docfx: links between pages follow, links to other files of the repository lead to its address or become text.

The navigation is that of docs/README.md: its bold rows are the groups, the pages of the other rows are the entries.
Usage: pages.py FOLDER REPOSITORY
"""
import pathlib
import re
import shutil
import sys
import urllib.parse

TOP = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "docs/contributing.md",
    "SECURITY.md": "docs/security.md",
    "CHANGELOG.md": "docs/changelog.md",
}
DECISIONS = "docs/decisions"
IMAGES = {".png", ".svg", ".gif", ".jpg"}
LINK = re.compile(r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^)\s]+)\)")
CODE = re.compile(r"(`+)(?:.*?)\1")
HEADING = re.compile(r"^# +(.*)$", re.M)


def main(folder, repository):
    root = pathlib.Path.cwd()
    folder = pathlib.Path(folder)
    pages = {path: target for path, target in TOP.items() if (root / path).is_file()}
    for path in sorted((root / "docs").rglob("*.md")):
        name = path.relative_to(root).as_posix()
        pages[name] = name.removesuffix("README.md") + "index.md" if path.name == "README.md" else name
    site = Site(root, folder, repository.rstrip("/"), pages)
    for page in pages:
        site.write(page)
    site.write_navigation()
    if site.faults:
        sys.exit("\n".join(site.faults))
    print(f"{len(pages)} pages")


class Site:
    def __init__(self, root, folder, repository, pages):
        self.root, self.folder, self.repository, self.pages, self.faults = root, folder, repository, pages, []

    def write(self, page):
        text = (self.root / page).read_text(encoding="utf-8")
        lines, fence = [], None
        for number, line in enumerate(text.split("\n"), 1):
            mark = re.match(r" *(```+|~~~+)", line)
            if mark and (fence is None or line.strip().startswith(fence)):
                fence = None if fence else mark[1]
            elif fence is None:
                line = self.rewrite(page, number, line)
            lines.append(line)
        if page == f"{DECISIONS}/README.md":
            lines += [""] + [f"- [{self.title(one)}]({pathlib.PurePosixPath(one).name})" for one in self.decisions()]
        target = self.folder / self.pages[page]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(lines), encoding="utf-8")

    def rewrite(self, page, number, line):
        spans = [match.span() for match in CODE.finditer(line)]

        def replaced(match):
            if any(start <= match.start() < end for start, end in spans):
                return match[0]
            text, target = match["text"], match["target"]
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                self.check_form(page, number, target)
                return match[0]
            if target.startswith("#"):
                return match[0]
            path, _, fragment = target.partition("#")
            resolved = self.resolve(page, path)
            if resolved is None:
                self.faults.append(f"{page}:{number}: {target} does not exist")
                return match[0]
            if resolved in self.pages:
                # In the repository a link shows the file, in the site the title.
                text = self.title(resolved) if re.fullmatch(r"`?[\w./-]+\.md`?", text) else text
                return f"[{text}]({self.relative(page, self.pages[resolved])}{'#' + fragment if fragment else ''})"
            if match["image"] and pathlib.PurePosixPath(resolved).suffix in IMAGES:
                copied = self.folder / "images" / resolved
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(self.root / resolved, copied)
                return f"![{text}]({self.relative(page, 'images/' + resolved)})"
            return f"[{text}]({self.repository}/{urllib.parse.quote(resolved)})" if self.repository else text

        return LINK.sub(replaced, line)

    def check_form(self, page, number, target):
        parts = urllib.parse.urlsplit(target)
        if parts.scheme != "mailto" and (parts.scheme not in ("https", "http") or not re.fullmatch(r"[a-z0-9.-]+(:\d+)?", parts.netloc)):
            self.faults.append(f"{page}:{number}: {target} is not the address of a page")

    def resolve(self, page, path):
        """The file of the repository that a relative link names; for a folder its page, or the list of all pages."""
        file = (self.root / page).parent.joinpath(urllib.parse.unquote(path)).resolve()
        if not file.is_relative_to(self.root) or not file.exists():
            return None
        name = file.relative_to(self.root).as_posix()
        if file.is_dir() and name.startswith("docs"):
            return f"{name}/README.md" if f"{name}/README.md" in self.pages else "docs/README.md"
        return name

    def relative(self, page, target):
        import os.path
        return os.path.relpath(target, os.path.dirname(self.pages[page]) or ".").replace(os.sep, "/")

    def title(self, page):
        found = HEADING.search((self.root / page).read_text(encoding="utf-8"))
        return re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", found[1]).strip() if found else page

    def decisions(self):
        return sorted(page for page in self.pages if page.startswith(DECISIONS + "/") and not page.endswith("README.md"))

    def write_navigation(self):
        groups, seen = [("", [])], set()
        for line in (self.root / "docs/README.md").read_text(encoding="utf-8").split("\n"):
            cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("| ") else []
            if not cells:
                continue
            if cells[0].startswith("**"):
                groups.append((cells[0].strip("*"), []))
            for match in LINK.finditer(cells[-1]):
                resolved = self.resolve("docs/README.md", match["target"].partition("#")[0])
                if resolved in self.pages and resolved not in seen and self.pages[resolved] != "index.md":
                    seen.add(resolved)
                    groups[-1][1].append(resolved)
        lines = ["- name: All pages by task", "  href: index.md"]
        for group, pages in groups:
            if group:
                lines += [f"- name: {quote(group[0].upper() + group[1:])}", "  expanded: true", "  items:"]
            for page in pages:
                lines += self.entry(page, "  " if group else "")
        (self.folder / "docs/toc.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (self.folder / "toc.yml").write_text("- name: Documentation\n  href: docs/\n  homepage: docs/index.md\n- name: .NET API\n  href: api/\n", encoding="utf-8")

    def entry(self, page, indent):
        def one(name, depth):
            return [f"{depth}- name: {quote(self.title(name))}", f"{depth}  href: {self.pages[name].removeprefix('docs/')}"]
        lines = one(page, indent)
        nested = self.decisions() if page == f"{DECISIONS}/README.md" else self.below(page)
        if nested:
            lines.append(f"{indent}  items:")
            for inner in nested:
                lines += one(inner, indent + "  ")
        return lines

    def below(self, page):
        """The pages in the folder of the page's name: reference/api.md has reference/api/."""
        prefix = page.removesuffix(".md") + "/"
        return sorted(name for name in self.pages if name.startswith(prefix))


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


if __name__ == "__main__":
    main(*sys.argv[1:])
