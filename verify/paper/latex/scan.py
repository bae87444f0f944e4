r"""A LaTeX source as far as its theorems go: environments, labels, `%steepest` lines.

The scanner follows \input within the folder, and leaves out what TeX leaves out: comments, verbatim
text, \iffalse .. \fi, everything after \end{document}. It expands no macros.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from steepest.proofs.files import Unreadable, read_file
from steepest.proofs.vocabulary import SteepestError

LARGEST = 4_000_000  # bytes of one file
MOST_FILES = 300
DEEPEST = 15  # of \input in \input
THEOREMS = (
    *("theorem", "lemma", "proposition", "corollary", "claim", "fact", "definition", "remark"),
    *("conjecture", "assumption", "observation", "example", "restatable"),
)
VERBATIM = (
    *("verbatim", "verbatim*", "Verbatim", "lstlisting", "minted", "comment", "alltt"),
    *("filecontents", "filecontents*"),
)
NO_CONDITIONAL = ("iff", "ifthenelse", "ifoot")
_TOKEN = re.compile(r"\\([A-Za-z@]+)\*?|\\.|%[^\n]*|[^\\%]+", re.DOTALL)
_NAME = re.compile(r"\s*\{([^{}\n]{1,200})\}")
_OPTION = re.compile(r"\s*\[[^\]]*\]")
_LINE = re.compile(r"%+steepest(?:[ \t](.*))?\Z", re.DOTALL)
_ENTRY = re.compile(r"\s*[A-Za-z]+\s*=")  # what no prose about steepest descent begins with
_FILE = re.compile(r"\s*(?:\{([^{}\n]{1,300})\}|([^\s{}\\%]{1,300}))")


class LatexError(SteepestError):
    """A LaTeX source that cannot be read."""


@dataclass
class Block:
    """The `%steepest` lines of one theorem-like environment, and its text as printed."""

    kind: str  # "lemma"
    file: str
    line: int
    label: str = ""
    lines: list[tuple[int, str]] = field(default_factory=list)
    text: str = ""


@dataclass
class Source:
    """What was found in a source and the files that it reads."""

    blocks: list[Block] = field(default_factory=list)
    others: list[Block] = field(default_factory=list)  # without `%steepest` lines
    title: str = ""
    author: str = ""
    files: list[Path] = field(default_factory=list)
    theorems: set[str] = field(default_factory=lambda: set(THEOREMS))
    ended: bool = False


def scan(path: Path) -> Source:
    """Read a source. Raises `LatexError`."""
    source = Source()
    _Scanner(path, source, path.resolve().parent, [], 0).run()
    return source


class _Scanner:
    """One file. `stack`: the theorem-like environments around this place, shared with \\input."""

    def __init__(self, path: Path, source: Source, root: Path, stack: list[Block], depth: int):
        self.path, self.source, self.root, self.stack, self.depth = path, source, root, stack, depth
        if len(source.files) >= MOST_FILES or depth > DEEPEST:
            raise LatexError(f"{path}: more than {MOST_FILES} files, or \\input without an end")
        try:
            data = read_file(path, LARGEST)
        except Unreadable as problem:
            raise LatexError(f"{problem}; give a LaTeX source") from None
        self.text = data.decode("utf-8", errors="replace")
        self.place = 0
        source.files.append(path)

    def run(self) -> None:
        outer = len(self.stack)
        while not self.source.ended and (found := _TOKEN.match(self.text, self.place)):
            self.place = found.end()
            token, command = found[0], found[1]
            if token.startswith("%"):
                self.comment(token, found.start())
            elif command:
                self.command(command, token, found.start())
            else:
                self.keep(token)
        if not self.depth and len(self.stack) > outer and not self.source.ended:
            block = self.stack[-1]
            raise LatexError(
                f"{block.file}:{block.line}: \\begin{{{block.kind}}} has no \\end in this file"
            )

    def line(self, place: int) -> int:
        return self.text.count("\n", 0, place) + 1

    def keep(self, text: str) -> None:
        for block in self.stack:
            block.text += text

    def comment(self, token: str, place: int) -> None:
        found = _LINE.match(token)
        if found is None:
            return
        text = (found[1] or "").rstrip("\r")
        if not self.stack and not _ENTRY.match(text):
            return
        if not self.stack:
            raise LatexError(
                f"{self.path}:{self.line(place)}: this %steepest line stands in no theorem-like "
                f"environment; move it between \\begin{{lemma}} and \\end{{lemma}} (environments "
                f"of \\newtheorem are known)"
            )
        self.stack[-1].lines.append((self.line(place), text))

    def command(self, name: str, token: str, place: int) -> None:
        if name == "iffalse":
            self.skip()
        elif name in ("verb", "lstinline"):
            self.verb()
        elif name in ("input", "include", "subfile"):
            self.input()
        elif name in ("newtheorem", "declaretheorem", "spnewtheorem"):
            self.option()
            if environment := self.argument():
                self.source.theorems.add(environment)
        elif name in ("title", "author") and not self.depth:
            setattr(self.source, name, plain(self.balanced()))
        elif name == "label":
            label = self.argument()
            if self.stack and not self.stack[-1].label:
                self.stack[-1].label = label
        elif name == "verdict":
            self.argument()
        elif name == "begin":
            self.begin(place)
        elif name == "end":
            self.end()
        else:
            self.keep(token)

    def argument(self) -> str:
        found = _NAME.match(self.text, self.place)
        if found:
            self.place = found.end()
        return found[1].strip() if found else ""

    def option(self) -> None:
        if found := _OPTION.match(self.text, self.place):
            self.place = found.end()

    def balanced(self) -> str:
        """The argument in braces that follows, with braces inside."""
        start = self.text.find("{", self.place)
        if start < 0 or self.text[self.place : start].strip():
            return ""
        depth = 0
        for place in range(start, min(len(self.text), start + 5000)):
            depth += {"{": 1, "}": -1}.get(self.text[place], 0)
            if not depth:
                self.place = place + 1
                return self.text[start + 1 : place]
        return ""

    def begin(self, place: int) -> None:
        name = self.argument()
        if name in VERBATIM:
            end = self.text.find(rf"\end{{{name}}}", self.place)
            self.place = len(self.text) if end < 0 else end + len(name) + 6
        elif name.rstrip("*") in self.source.theorems:
            block = Block(name.rstrip("*"), str(self.path), self.line(place))
            self.option()
            if name == "restatable":
                self.option()
                block.kind = self.argument() or name
                self.argument()
            self.stack.append(block)
        else:
            self.keep(rf"\begin{{{name}}}")

    def end(self) -> None:
        name = self.argument()
        if name == "document":
            self.source.ended = True
        elif self.stack and name.rstrip("*") in (self.stack[-1].kind, "restatable"):
            block = self.stack.pop()
            block.text = " ".join(block.text.split())
            read = any(text.strip() for _, text in block.lines)
            (self.source.blocks if read else self.source.others).append(block)
        else:
            self.keep(rf"\end{{{name}}}")

    def verb(self) -> None:
        self.place += self.text[self.place : self.place + 1] == "*"
        mark = self.text[self.place : self.place + 1]
        end = self.text.find("}" if mark == "{" else mark, self.place + 1) if mark else -1
        self.place = end + 1 if end >= 0 else self.place

    def skip(self) -> None:
        r"""To the end of \iffalse: its \fi, or its \else, after which the text is live again."""
        depth = 1
        while found := _TOKEN.match(self.text, self.place):
            self.place = found.end()
            name = found[1] or ""
            if name.startswith("if") and name not in NO_CONDITIONAL:
                depth += 1
            elif name == "fi":
                depth -= 1
            if not depth or (name == "else" and depth == 1):
                return

    def input(self) -> None:
        found = _FILE.match(self.text, self.place)
        if not found:
            return
        self.place = found.end()
        name = (found[1] or found[2]).strip().strip('"')
        for candidate in (name, f"{name}.tex"):
            path = self.root / candidate
            inside = path.resolve().is_relative_to(self.root)
            if inside and path.is_file() and path.resolve().suffix in (".tex", ".ltx", ""):
                _Scanner(path, self.source, self.root, self.stack, self.depth + 1).run()
                return


def plain(text: str) -> str:
    """TeX as words: comments, commands and braces left out."""
    text = re.sub(r"(?<!\\)%[^\n]*", "", text)
    text = re.sub(r"\\(thanks|footnote|email|affil)\s*\{[^{}]*\}", "", text)
    text = re.sub(r"(?<=[:;,.?!-])\s*\\\\(\[[^\]]*\])?", " ", text)
    text = re.sub(r"\\\\(\[[^\]]*\])?|\\(and\b|AND\b)", ", ", text)
    text = re.sub(r"\\[A-Za-z@]+\*?\s*|\\[^A-Za-z%&#_$]", "", text)
    text = re.sub(r"\\([%&#_$])", r"\1", text)
    return " ".join(re.sub(r"[{}~]", " ", text).split()).strip(" ,")


def labelled(blocks: list[Block]) -> Iterator[tuple[Block, list[tuple[int, str]], int]]:
    """Each claim of each block: (block, its lines, number in the block); `---` parts claims."""
    for block in blocks:
        parts: list[list[tuple[int, str]]] = [[]]
        for line in block.lines:
            if set(line[1].strip()) == {"-"} and len(line[1].strip()) >= 3:
                parts.append([])
            else:
                parts[-1].append(line)
        for number, part in enumerate(parts):
            yield block, part, number
