"""Every shipped file, result and damaged file against its schema, by Python's `jsonschema`.

Usage: python3 .ci/schemas.py PROGRAM, in the project's folder; PROGRAM is a built `ocop`.
"""

import json
import pathlib
import subprocess
import sys

import jsonschema

PROGRAM = sys.argv[1]
# The kind of a file by a part of its path, as in tests/it/files.rs.
KINDS = [
    ("/sets/", "criteria"),
    ("-sheet-", "criteria"),
    ("histor", "history"),
    ("plan", "plan"),
    ("regulation", "regulation"),
    ("council", "council"),
    ("", "case"),
]


def printed(*arguments):
    return json.loads(subprocess.run([PROGRAM, *arguments], check=True, capture_output=True).stdout)


def validator(kind):
    schema = printed("schema", kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def kind_of(path):
    return next(kind for part, kind in KINDS if part in path.as_posix())


def main():
    validators = {kind: validator(kind) for kind in {kind for _, kind in KINDS} | {"result"}}
    count, wrong = 0, []

    def expect(path, kind, value, fits):
        nonlocal count
        count += 1
        found = [error.message[:200] for error in validators[kind].iter_errors(value)]
        if (not found) != fits:
            wrong.append(f"{path}: {kind}: {found or 'fits'}")

    for folder in ("criteria", "examples"):
        for path in sorted(pathlib.Path(folder).rglob("*.json")):
            expect(path, kind_of(path), json.loads(path.read_text("utf-8")), True)
    for path in sorted(pathlib.Path("examples/cases").glob("*.json")):
        expect(path, "result", printed("evaluate", path, "--json"), True)
    for path in sorted(pathlib.Path("tests/bad").glob("*.json")):
        # Whether its schema refuses a damaged file, or only loading it does.
        how = path.with_suffix(".expected").read_text("utf-8").split("\n")[0]
        if how != "text":
            expect(path, kind_of(path), json.loads(path.read_text("utf-8")), how == "content")
    print("\n".join(wrong) or f"{count} files against their schemas")
    return bool(wrong) or count < 150


sys.exit(main())
