"""Holds papers as programs of others read and print them to what they must be.

    papers.py DAY OUT OCOP

DAY has the papers and their cases, OUT what LibreOffice (office/, saved/) and Chromium (pages/) made of them.
"""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import docx
import zxingcpp
from docx.shared import Mm
from PIL import Image

day, out, ocop = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
validator = out / "node_modules/.bin/ooxml-validator"
wrong = []


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True)


def complain(name, text):
    wrong.append(f"{name}: {text}")


def texts(path):
    """Every paragraph of a .docx, tables too, with one space between words."""
    found = docx.Document(path).element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")
    lines = ("".join(node.text or "" for node in p.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"))
             for p in found)
    return [line for line in (" ".join(line.split()) for line in lines) if line]


def seals(path):
    """The seals of a .docx by its parts, in their order, as they describe their pictures."""
    found = []
    for section in docx.Document(path).sections:
        xml = section.footer._element.xml if not section.footer.is_linked_to_previous else ""
        seal = re.search(r"sha256:[0-9a-f]{64}", xml)
        found.append(seal and seal.group())
    return found


def pages(pdf):
    """The lines of each page."""
    text = run("pdftotext", "-layout", pdf, "-").stdout.decode()
    return [[line.strip() for line in page.splitlines() if line.strip()] for page in text.split("\f")[:-1]]


def codes(pdf):
    """The square codes of each page."""
    found = []
    for picture in run("pdftoppm", "-r", "150", "-png", pdf).stdout.split(b"\x89PNG")[1:]:
        image = Image.open(io.BytesIO(b"\x89PNG" + picture))
        found.append([code.text for code in zxingcpp.read_barcodes(image)])
    return found


def printed(name, pdf, expected):
    """A4, numbers of pages, square codes."""
    info = run("pdfinfo", pdf).stdout.decode()
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info)
    if sorted(round(float(side)) for side in size.groups()) != [595, 842]:
        complain(name, f"{pdf.parent.name}: {size.group()}")
    sheets, parts, last = pages(pdf), 0, 0
    marked = codes(pdf) if any(expected) else [[] for _ in sheets]
    for at, (lines, found) in enumerate(zip(sheets, marked, strict=True)):
        number = int(lines[0]) if lines and lines[0].isdigit() else 1
        if number == 1:
            parts += 1
        elif number != last + 1:
            complain(name, f"{pdf.parent.name}: page {at + 1} has number {number} after {last}")
        last = number
        seal = expected[parts - 1] if parts <= len(expected) else None
        if found != ([seal] if seal else []):
            complain(name, f"{pdf.parent.name}: page {at + 1} has the codes {found}, not {seal}")
    if parts != len(expected):
        complain(name, f"{pdf.parent.name}: {parts} parts are numbered, not {len(expected)}")


for path in sorted(day.glob("*.xlsx")) + sorted(day.glob("*.docx")):
    told = json.loads(run(validator, path).stdout)
    if not told["ok"]:
        complain(path.name, told["errors"][:3])

for path in sorted(day.glob("*.docx")):
    paper = docx.Document(path)
    for section in paper.sections:
        top, bottom, left, right = (
            round(side / Mm(1)) for side in
            (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin))
        if not (20 <= top <= 25 and 20 <= bottom <= 25 and 30 <= left <= 35 and 15 <= right <= 20):
            complain(path.name, f"margins {top} {bottom} {left} {right}")
    own, saved = texts(path), texts(out / "saved" / path.name)
    if own != saved:
        complain(path.name, f"LibreOffice saves {[line for line in own if line not in saved][:3]}")
    expected = seals(path)
    cases = day / f"{path.name.split('-')[0]}.jsonl"
    if any(expected):
        for paper in (path, out / "saved" / path.name, path.with_suffix(".html")):
            if run(ocop, "verify", paper, cases).returncode != 0:
                complain(paper, "is not that of its cases")
        for seal in expected:
            if run(ocop, "verify", seal, cases).returncode != 0:
                complain(path.name, f"{seal} is not that of its cases")
    printed(path.name, out / "office" / f"{path.stem}.pdf", expected)
    printed(path.name, out / "pages" / f"{path.stem}.pdf", expected)

print(*wrong, sep="\n")
print(f"{len(list(day.glob('*.docx')))} papers, {len(wrong)} wrong")
sys.exit(1 if wrong else 0)
