"""The page ``docs/records.md``, read off the declarations; a test holds the page to it."""

from northline.records.kinds import kinds
from northline.records.schema import FieldOf, Kind

_HEAD = """# Record kinds

This page is written by `python -m northline.records.documentation` from the declarations in
`src/northline/records`; a test fails when the two differ.  Times are RFC 3339 in UTC at every
face and microseconds inside; ids are hexadecimal text at every face and bytes inside.
"""


def page() -> str:
    """The whole page, as Markdown."""
    return "\n".join([_HEAD, *(_section(kind) for kind in kinds())])


def _section(kind: Kind) -> str:
    keep = kind.keep.default
    until = "without end" if keep.maximum is None else f"at most {keep.maximum} days"
    personal = "may hold personal information" if kind.personal else "holds nothing personal"
    lines = [
        f"## {kind.name}",
        "",
        kind.text,
        "",
        f"Version {kind.version}; {personal}; kept at least {keep.minimum} days, {until}.",
        "",
        "| field | type | unit | |",
        "|---|---|---|---|",
        *(_row(field) for field in kind.fields),
        "",
    ]
    return "\n".join(lines)


def _row(field: FieldOf) -> str:
    words = f" One of {', '.join(f'`{word}`' for word in field.words)}." if field.words else ""
    may = "" if field.optional or str(field.type).startswith("list") else " *needed*"
    text = field.text.replace("``", "`")
    return f"| `{field.name}` | {field.type}{may} | {field.unit} | {text}{words} |"


if __name__ == "__main__":
    import sys

    sys.stdout.write(page())
