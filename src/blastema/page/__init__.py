"""The playground as one self-contained HTML document with script, style and organisms.

- `document`: assembles the page from the files that `web/build.mjs` has built into ``assets/``
- `entries`: organisms as the page reads them
- `workshop`: start and recipe of the studio's page
- `server`: serves a document on this machine only
"""

from __future__ import annotations

from blastema.page.document import LARGEST_EXPORT_BYTES, LARGEST_STUDIO_BYTES, build
from blastema.page.entries import PICTURES, page_of
from blastema.page.server import PageServer

__all__ = ["LARGEST_EXPORT_BYTES", "LARGEST_STUDIO_BYTES", "PICTURES", "PageServer", "build", "page_of"]
