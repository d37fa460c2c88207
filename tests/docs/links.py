"""Links and text of the Markdown files: files and anchors exist (O9), and the text is what its author wrote (O10)."""

import re
import subprocess

# UTF-8 that was read as another encoding, and what could not be read at all
MOJIBAKE = re.compile(r"[ÃÂ][\u0080-\u00bf]|â€|ğŸ|ï»¿|\ufffd")
LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")


def slug(heading):
    """The anchor that GitHub makes of a heading."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").replace("*", "").strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def anchors(text):
    found, seen = set(), {}
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", FENCE.sub("", text), re.MULTILINE):
        anchor = slug(heading)
        times = seen[anchor] = seen.get(anchor, -1) + 1
        found.add(f"{anchor}-{times}" if times else anchor)
    return found


def problems(root):
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=root, capture_output=True, text=True, check=True).stdout
    texts = {root / name: (root / name).read_text(encoding="utf-8") for name in listed.split("\n") if name}
    for file, text in texts.items():
        name = file.relative_to(root)
        for number, line in enumerate(text.splitlines(), 1):
            if MOJIBAKE.search(line):
                yield f"{name}:{number}: garbled text"
        # what is between fences or backticks is no link
        prose = FENCE.sub(lambda block: "\n" * block[0].count("\n"), text)
        for number, line in enumerate(prose.splitlines(), 1):
            for link in LINK.findall(CODE.sub("", line)):
                if problem := broken(file, link, texts, root):
                    yield f"{name}:{number}: {link}: {problem}"


def broken(file, link, texts, root):
    """What is wrong with a link of `file`, or nothing."""
    if re.match(r"https?://", link):
        return "not by https" if link.startswith("http://") else None
    path, _, anchor = link.partition("#")
    to = (file.parent / path).resolve() if path else file
    if not to.exists() or not to.is_relative_to(root):
        return "no such file"
    if anchor and to not in texts:
        return "an anchor of a file that is no Markdown"
    if anchor and anchor not in anchors(texts[to]):
        return "no such anchor"
    return None
