"""Lists the licences of everything inside the program of a target, such as x86_64-pc-windows-gnu.

The texts are those that the packages ship. A text that several packages share is printed once.
"""

import json
import pathlib
import subprocess
import sys

# Parts of a program that are no package, by its system.
OTHERS = {
    "linux": [
        "Rust's standard library: MIT OR Apache-2.0",
        "GNU C library (glibc), linked in: LGPL-2.1-or-later; its source is that of the distribution which built this",
        "GCC's runtime library: GPL-3.0-or-later WITH GCC-exception-3.1",
        "SQLite, in libsqlite3-sys: public domain",
    ],
    "windows": [
        "Rust's standard library: MIT OR Apache-2.0",
        "mingw-w64's runtime: ZPL-2.1 and public domain",
        "GCC's runtime library: GPL-3.0-or-later WITH GCC-exception-3.1",
        "SQLite, in libsqlite3-sys: public domain",
    ],
}
# Their texts, as Debian and Ubuntu have them.
COMMON = pathlib.Path("/usr/share/common-licenses")
OTHER_TEXTS = {"linux": ["LGPL-2.1", "GPL-3"], "windows": ["GPL-3"]}
NAMES = ("LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE")
PROGRAM = "ocop-cli"


def cargo(*arguments):
    return subprocess.run(["cargo", *arguments], check=True, capture_output=True, text=True).stdout


def inside(target):
    """The packages that end up in the program: what it needs to run, not what builds or tests it."""
    kinds = ["--edges", "normal,no-proc-macro", "--target", target]
    tree = cargo("tree", "--locked", "--package", PROGRAM, *kinds, "--prefix", "none", "--format", "{p}")
    # A line begins with name and version: `serde v1.0.229`.
    names = {tuple(line.split()[:2]) for line in tree.splitlines() if line.strip()}
    packages = json.loads(cargo("metadata", "--locked", "--format-version", "1"))["packages"]
    found = [one for one in packages if (one["name"], "v" + one["version"]) in names]
    return sorted(found, key=lambda one: (one["name"], one["version"]))


def texts(package):
    """The licence texts that a package ships."""
    folder = pathlib.Path(package["manifest_path"]).parent
    folders = [folder] if package["source"] else [folder, folder.parent]
    files = [file for one in folders for file in sorted(one.iterdir()) if file.name.upper().startswith(NAMES)]
    return [file.read_text(encoding="utf-8", errors="replace").strip() for file in files if file.is_file()]


def main():
    target = sys.argv[1]
    packages = inside(target)
    print("What is inside this program, and under which licences\n")
    system = "windows" if "windows" in target else "linux"
    for line in OTHERS[system]:
        print(line)
    print()
    shared, without = {}, []
    for package in packages:
        name = f"{package['name']} {package['version']}"
        print(f"{name}: {package['license'] or 'see its licence file'}")
        found = texts(package)
        for text in found:
            shared.setdefault(text, []).append(name)
        if not found:
            without.append(name)
    if without:
        print("\nThese ship no text of their own; those of MIT and Apache-2.0 stand below: " + ", ".join(without))
    for text, names in sorted(shared.items(), key=lambda one: one[1]):
        print("\n" + "=" * 80 + "\n" + ", ".join(names) + "\n" + "-" * 80 + "\n" + text)
    for name in OTHER_TEXTS[system]:
        text = (COMMON / name).read_text(encoding="utf-8").strip()
        print("\n" + "=" * 80 + "\n" + name + "\n" + "-" * 80 + "\n" + text)


main()
