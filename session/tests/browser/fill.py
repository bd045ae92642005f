"""Fills a member's workbook in as a person would: an entry of each list; the products named are left out."""

import sys

from openpyxl import load_workbook

book = load_workbook(sys.argv[1])
for sheet in book.worksheets:
    if any(sheet.title.startswith(product + " ") for product in sys.argv[2:]):
        continue
    rows = []
    for offer in sheet.data_validations.dataValidation:
        entries = offer.formula1.strip('"').split(",")
        if entries[0].startswith("0"):
            rows.append((str(offer.sqref), entries))
    assert rows, sheet.title
    for cell, entries in rows:
        points = [float(entry.split(":")[1].split()[0]) for entry in entries[1:]]
        # The last of the best: its number is its place.
        sheet[cell] = entries[1 + points.index(max(points))]
book.save(sys.argv[1])
