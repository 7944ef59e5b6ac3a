"""What the pictures of measurements share: the frame of the SVG, and the command line of their programs."""
import html
import sys

# The colors of text, numbers and background; each picture adds those of its own shapes, for light and for dark.
STYLE = """text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1f2328}
.title{font-size:15px;font-weight:600}.number{font-size:12px;fill:#59636e}
.back{fill:#fff}"""
DARK = "text{fill:#e6edf3}.number{fill:#9198a1}.back{fill:#0d1117}"


def frame(width, height, label, style, dark, body):
    """The picture: its label for readers that do not see it, its own styles, and its elements."""
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{html.escape(label)}">
<style>
{STYLE}{style}
@media (prefers-color-scheme:dark){{{DARK}{dark}}}
</style>
<rect class="back" width="100%" height="100%" rx="8"/>
{"".join(line + chr(10) for line in body)}</svg>
"""


def text(x, y, style, words, anchor=""):
    """An element of text."""
    placed = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.0f}" y="{y:.0f}" class="{style}"{placed}>{html.escape(words, quote=False)}</text>'


def main(program, draw):
    """[--check] RESULTS PICTURE: draws the text of RESULTS. --check writes nothing and fails when the picture was made of other results."""
    check = "--check" in sys.argv
    source, target = [argument for argument in sys.argv[1:] if argument != "--check"]
    with open(source, encoding="utf-8") as file:
        made = draw(file.read())
    if check:
        with open(target, encoding="utf-8") as file:
            if file.read() != made:
                sys.exit(f"{program}: {target} was not made of {source}")
    else:
        with open(target, "w", encoding="utf-8") as file:
            file.write(made)
