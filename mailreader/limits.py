"""How much of a mail is taken apart and understood; what its texts and files may cost stands in `filereader/limits.py`.

Sizes are bytes or characters. The raw mail is kept elsewhere, whole, whatever stands here.
"""

MOST_BYTES = 40 * 1024 * 1024
HEADER_BLOCK = 128_000
HEADER_LINES = 600
HEADER_VALUE = 20_000
MOST_PARTS = 120
DEEPEST = 12
MOST_ENCLOSED = 3
MOST_ATTACHMENTS = 40
UNDERSTOOD_TEXT = 30_000
MOST_PROPOSALS = 100
