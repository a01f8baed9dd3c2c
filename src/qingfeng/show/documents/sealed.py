"""Office files with the same bytes for the same content: no clock in the package, one day in it."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

# The first day a ZIP can name.
_DAWN = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def sealed(package: bytes, on: date) -> bytes:
    """A .docx or .xlsx packed anew: made and changed on a day, parts in their order, no other clock."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == _CORE:
                content = _STAMP.sub(rb"\g<1>" + f"{on}T08:00:00Z".encode(), content)
            part = zipfile.ZipInfo(name, _DAWN)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            part.create_system = 3
            new.writestr(part, content)
    return made.getvalue()
