"""The syntax files under the editors' own engines: TextMate's grammar engine, and Vim where it is installed."""

from __future__ import annotations

import json
import logging
import pathlib
import shutil
import subprocess

import pytest
from textmate_grammar.parsers.base import LanguageParser

HERE = pathlib.Path(__file__).resolve().parent
TEXT = """# first
vaer 1
pair "sfo-edge" from "edge" {  # why
  vpc = vpc-0bf5741eb0ef56a41
  sweep += 10m
  paused = on
  tags { "cost # center" = "a \\"b\\""  team = netops }
  credentials = main
  routes { tables = [rtb-024855d8566b8128b, "tag:Role=edge"] }
  moved { from = old }
  sweeep = 1m
}
"""
# A word, in which line (from 0), and what it is for TextMate and for Vim.
WORDS = [
    ("# first", 0, "comment.line.number-sign.vaer", "vaerComment"),
    ("vaer", 1, "keyword.control.vaer", "vaerVersion"),
    ("pair", 2, "storage.type.vaer", "vaerBlock"),
    ('"sfo-edge"', 2, "entity.name.type.vaer", "vaerString"),
    ("from", 2, "keyword.control.vaer", "vaerFrom"),
    ("# why", 2, "comment.line.number-sign.vaer", "vaerComment"),
    ("vpc", 3, "support.type.property-name.vaer", "vaerKey"),
    ("vpc-0bf5741eb0ef56a41", 3, "constant.other.id.vaer", "vaerId"),
    ("+=", 4, "keyword.operator.assignment.vaer", "vaerOperator"),
    ("10m", 4, "constant.numeric.vaer", "vaerNumber"),
    ("on", 5, "constant.language.vaer", "vaerConstant"),
    ("tags", 6, "storage.type.vaer", "vaerBlock"),
    ('"cost # center"', 6, "string.quoted.double.vaer", "vaerString"),
    ('\\"', 6, "constant.character.escape.vaer", "vaerEscape"),
    ("credentials", 7, "support.type.property-name.vaer", "vaerKey"),
    ("main", 7, "string.unquoted.vaer", ""),
    ('"tag:Role=edge"', 8, "string.quoted.double.vaer", "vaerString"),
    ("from", 9, "support.type.property-name.vaer", "vaerKey"),
    ("sweeep", 10, "string.unquoted.vaer", ""),
]


def column(word: str, line: int) -> int:
    return TEXT.splitlines()[line].index(word)


def test_textmate_scopes():
    logging.disable(logging.CRITICAL)
    grammar = json.loads((HERE / "vscode" / "syntaxes" / "vaer.tmLanguage.json").read_text())
    scopes = [["" for _ in line] for line in TEXT.splitlines()]
    for (line, start), content, tokens in LanguageParser(grammar).parse_string(TEXT).flatten():
        for offset in range(len(content.rstrip("\n"))):
            scopes[line][start + offset] = tokens
    logging.disable(logging.NOTSET)
    for word, line, scope, _ in WORDS:
        found = scopes[line][column(word, line)]
        assert scope in found, (word, line, found)


@pytest.mark.skipif(shutil.which("vim") is None, reason="there is no Vim here")
def test_vim_groups(tmp_path):
    file, script, result = tmp_path / "a.vaer", tmp_path / "ask.vim", tmp_path / "result"
    file.write_text(TEXT)
    asks = "\n".join(
        f"call add(r, synIDattr(synID({line + 1}, {column(word, line) + 1}, 1), 'name'))"
        for word, line, _, _ in WORDS
    )
    script.write_text(
        f"set nocompatible\nset runtimepath^={HERE}/vim\nfiletype plugin on\nsyntax on\nedit {file}\nlet r = []\n{asks}\n"
        f"call add(r, &filetype)\ncall add(r, &commentstring)\ncall writefile(r, '{result}')\nqall!\n"
    )
    subprocess.run(["vim", "-u", "NONE", "-es", "-S", str(script)], timeout=60, check=False, stdin=subprocess.DEVNULL)
    *groups, filetype, comments = result.read_text().splitlines()
    assert (filetype, comments) == ("vaer", "# %s")
    for (word, line, _, group), found in zip(WORDS, groups, strict=True):
        assert found == group, (word, line, found)


def test_the_manifest_names_what_is_there():
    manifest = json.loads((HERE / "vscode" / "package.json").read_text())
    language, grammar = manifest["contributes"]["languages"][0], manifest["contributes"]["grammars"][0]
    assert (HERE / "vscode" / language["configuration"]).is_file()
    json.loads((HERE / "vscode" / language["configuration"]).read_text())
    scope = json.loads((HERE / "vscode" / grammar["path"]).read_text())["scopeName"]
    assert grammar["scopeName"] == scope and grammar["language"] == language["id"]
