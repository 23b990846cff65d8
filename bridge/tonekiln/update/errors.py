"""Why an update is not taken. Each says what was wrong and leaves everything as it was.

TonekilnError
├── InvalidRequest
│   └── UpdateRefused        one of:
│       ├── ManifestInvalid      it is no manifest of ours
│       ├── SignatureWrong       signed by another key, or changed since
│       ├── ManifestExpired      it was right once
│       ├── VersionOlder         older than what runs here, or than what was offered before
│       ├── FileDiffers          not the size or the hash that the manifest says
│       └── AddressRefused       neither HTTPS nor this machine
├── NotFound
│   └── NotFetched           nobody answered, or not with a file
└── EngineUnavailable
    └── UpdatesNotSet        no address or no key is set
"""

from __future__ import annotations

from tonekiln.protocol.errors import EngineUnavailable, InvalidRequest, NotFound


class UpdateRefused(InvalidRequest):
    """What was offered is not taken."""


class ManifestInvalid(UpdateRefused):
    """It is no manifest of ours: not in its form, or beyond its bounds."""


class SignatureWrong(UpdateRefused):
    """It was signed by another key, or changed since."""


class ManifestExpired(UpdateRefused):
    """Its time is over: whoever serves it may be keeping newer ones back."""


class VersionOlder(UpdateRefused):
    """It offers less than what runs here, or than what was offered here before."""


class FileDiffers(UpdateRefused):
    """The file is not what the manifest says."""


class AddressRefused(UpdateRefused):
    """Neither HTTPS nor this machine."""


class NotFetched(NotFound):
    """Nobody answered there, or not with a file."""


class UpdatesNotSet(EngineUnavailable):
    """No address or no key is set."""
