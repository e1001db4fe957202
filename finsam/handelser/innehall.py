"""Content as a hash: what an event keeps of how something was before and after."""

import hashlib
import json
from collections.abc import Mapping


def hash_of(innehall: Mapping[str, object]) -> str:
    """SHA-256 (hex) of content, the same whatever the order of its keys."""
    text = json.dumps(innehall, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
