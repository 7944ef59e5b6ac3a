"""Checks the links of a produced site: each file and each fragment exists, and each address of another host is well formed. Nothing is fetched.

Usage: links.py FOLDER
"""
import html.parser
import pathlib
import re
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.ids, self.links = set(), []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids.update(value for key in ("id", "name") if (value := attributes.get(key)))
        for key in ("href", "src"):
            if attributes.get(key) is not None:
                self.links.append((self.getpos()[0], attributes[key]))


def main(folder):
    root = pathlib.Path(folder).resolve()
    pages = {path: Page(path) for path in sorted(root.rglob("*.html"))}
    faults, count = [], 0
    for path, page in pages.items():
        for line, link in page.links:
            count += 1
            fault = fault_of(root, pages, path, link)
            if fault:
                faults.append(f"{path.relative_to(root)}:{line}: {link}: {fault}")
    if not pages or not count:
        faults.append(f"{folder} has no pages with links")
    print(f"{len(pages)} pages, {count} links, {len(faults)} broken")
    if faults:
        sys.exit("\n".join(faults))


def fault_of(root, pages, path, link):
    parts = urllib.parse.urlsplit(link)
    if parts.scheme == "data":
        return None
    if parts.scheme == "mailto":
        return None if re.fullmatch(r"[^@\s]+@[^@\s]+", parts.path) else "no address"
    if parts.scheme or parts.netloc:
        return None if parts.scheme in ("http", "https") and re.fullmatch(r"[a-z0-9.-]+(:\d+)?", parts.netloc) else "not the address of a page"
    target = (root / parts.path.lstrip("/") if parts.path.startswith("/") else path.parent / urllib.parse.unquote(parts.path)) if parts.path else path
    target = target.resolve()
    if target.is_dir():
        target /= "index.html"
    if not target.is_relative_to(root) or not target.is_file():
        return "no such file"
    fragment = urllib.parse.unquote(parts.fragment)
    if fragment and target in pages and fragment not in pages[target].ids and not fragment.startswith(":~:"):
        return "no such anchor"
    return None


if __name__ == "__main__":
    main(*sys.argv[1:])
