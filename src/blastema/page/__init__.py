"""The playground as one HTML document that needs nothing else: script, style and organisms are in it.

- `document`: puts the page together from what `web/build.mjs` has built into ``assets/``
- `entries`: organisms as the page reads them
- `workshop`: what the studio's page trains with
- `server`: serves a document on this machine alone
"""

from __future__ import annotations

from blastema.page.document import LARGEST_EXPORT_BYTES, LARGEST_STUDIO_BYTES, build
from blastema.page.entries import PICTURES, page_of
from blastema.page.server import PageServer

__all__ = ["LARGEST_EXPORT_BYTES", "LARGEST_STUDIO_BYTES", "PICTURES", "PageServer", "build", "page_of"]
