"""What the site does to pages before they are rendered: attributes of code blocks that are the tests' are taken out."""

import re
from typing import Any

# ```bash {.not-run reason="needs Docker"}: the attributes after the language tell the runner in tests/docs what to do.
FENCE = re.compile(r"^([ \t]*`{3,}[\w+-]+)(.*?)[ \t]*\{[^}\n]*\}[ \t]*$", re.MULTILINE)


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Return a page's text as MkDocs can read it."""
    return FENCE.sub(r"\1\2", markdown)
