"""The process that reads a PDF: bytes on its input; on its output the number of pages, then the text.

Knows nothing of Atelier.
"""

import io
import logging
import resource
import signal
import sys


def main(pages: int, length: int, seconds: float) -> None:
    """Write how many pages there are, and the text of the first; SIGPROF ends it after so much computing."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
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
    written = f"{len(reader.pages)}\n" + "\n".join(texts)[:length]
    sys.stdout.buffer.write(written.encode("utf-8", "replace"))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
