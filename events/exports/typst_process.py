"""Makes a PDF in a process of its own: JSON on standard input, the document on standard output.

So a long agenda takes no memory of a web process for good, and what goes wrong in the compiler ends nothing else.
"""

import json
import resource
import sys
from pathlib import Path

import typst

# Bytes of address space: an agenda of 200 items needs 0.3 GB, and the fonts and the program as much.
MOST_MEMORY = 2 * 2**30


def main() -> None:
    """`template`: a file beside this one; `values`: what it sets; `standards`: those of PDF that must be kept."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    asked = json.load(sys.stdin.buffer)
    folder = Path(__file__).parent
    # Ours first; the system's stand in for scripts that ours do not have, such as Chinese.
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(folder / "fonts")])
    document = typst.compile(
        (folder / asked["template"]).read_bytes(),
        root=str(folder),
        sys_inputs={"data": json.dumps(asked["values"])},
        font_paths=fonts,
        pdf_standards=asked["standards"],
        format="pdf",
    )
    sys.stdout.buffer.write(document)


if __name__ == "__main__":
    main()
