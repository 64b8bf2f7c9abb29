"""Words that an address may carry without anybody reading them there.

Addresses are kept: by the browser, by a proxy's log. What somebody searched for is a name or a
personal number.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def sealed(text: str) -> str:
    """The text as it may stand in an address; only this installation can open it."""
    return _box().encrypt(text.encode()).decode()


def unsealed(token: str) -> str:
    """The text again; empty for what was not sealed here, or not since one last signed in."""
    try:
        return _box().decrypt(token.encode(), ttl=settings.SESSION_COOKIE_AGE).decode()
    except InvalidToken:
        return ""


def _box() -> Fernet:
    key = hashlib.sha256(b"stegvis address " + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
