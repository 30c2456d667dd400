"""The process that reads a PDF: bytes on its input, text on its output. Knows nothing of Atelier."""

import io
import logging
import resource
import sys


def main(pages: int, length: int) -> None:
    """Write the text of the first pages."""
    resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))
    resource.setrlimit(resource.RLIMIT_CPU, (3, 3))
    logging.disable(logging.CRITICAL)
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()), strict=False)
    texts: list[str] = []
    for number, page in enumerate(reader.pages):
        if number >= pages or sum(map(len, texts)) > length:
            break
        texts.append(page.extract_text())
    sys.stdout.buffer.write("\n".join(texts)[:length].encode("utf-8", "replace"))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
