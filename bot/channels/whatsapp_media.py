"""Files at the WhatsApp door: fetched by id while Meta keeps them, uploaded when they come from another door."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from pywa.errors import WhatsAppError

from bot.channels import File, Refused, TryAgain, whatsapp_errors
from bot.channels.bring import Bring
from bot.channels.whatsapp_api import Line
from handlers import filetypes

DOWNLOAD_LIMIT: Final = 20 << 20  # bytes we keep of one file
_HOST: Final = "lookaside.fbsbx.com"  # where Meta keeps the files of WhatsApp
_DOOR: Final = "whatsapp:"
# How a file of ours is sent, by what its bytes say. Everything else goes as a document.
_KINDS: Final = {
    "image/jpeg": "image",
    "image/png": "image",
    "video/mp4": "video",
    "video/3gpp": "video",
    "audio/ogg": "audio",
    "audio/mpeg": "audio",
    "audio/mp4": "audio",
    "audio/aac": "audio",
    "audio/amr": "audio",
}
_OWN: Final = {"photo": "image", "voice": "audio", "audio": "audio", "video": "video", "sticker": "sticker"}


def captioned(file: File) -> bool:
    """Whether words can stand below the file."""
    return file.kind in ("photo", "video", "document")


class Media:
    """The files of one number. `bring` gets the bytes of a file of another door."""

    def __init__(self, line: Line, bring: Bring) -> None:
        self._line = line
        self._bring = bring

    async def fetch(self, file: File) -> bytes:
        """The content of a file somebody sent. The token goes to Meta's own hosts only. Raises a SendFailed."""
        ref = _ref(file)
        if not ref:
            raise Refused("file-of-another-door", "this file did not come in at WhatsApp", ours=True)
        try:
            known = await self._line.client.api.get_media_url(ref)
            url = str(known["url"])
            if int(known.get("file_size") or 0) > DOWNLOAD_LIMIT:
                raise Refused("file-too-big", "only files of at most 20 MB are kept", ours=False)
            if not self._trusted(url):
                raise Refused("file-elsewhere", "the file is said to lie at a host that is not Meta's", ours=False)
            return await self._read(url)
        except WhatsAppError as error:
            raise (
                _gone() if error.code == 100 else whatsapp_errors.answered(error.status_code or 0, error.code)
            ) from error
        except httpx.HTTPError as error:
            raise TryAgain(1, "network") from error
        except (LookupError, TypeError, ValueError) as error:
            raise TryAgain(1, "answer") from error

    async def outgoing(self, file: File, caption: str) -> tuple[str, dict[str, Any]]:
        """A file as a message: its kind there, and its content. Raises a SendFailed."""
        ref, kind = _ref(file), _OWN.get(file.kind, "document")
        if not ref:
            content = await self._bring(file)
            media_type = filetypes.kind(content) or "application/octet-stream"
            if kind != "sticker" or media_type != "image/webp":
                kind = "document" if file.kind == "document" else _KINDS.get(media_type, "document")
            ref = await self._upload(content, media_type, file.name or f"{file.kind}.{filetypes.ending(content)}")
        said: dict[str, Any] = {"id": ref}
        if kind == "audio" and file.kind == "voice":
            said["voice"] = True
        if kind == "document" and file.name:
            said["filename"] = file.name
        if caption and kind in ("image", "video", "document"):
            said["caption"] = caption
        return kind, said

    async def _upload(self, content: bytes, media_type: str, name: str) -> str:
        try:
            return str((await self._line.client.upload_media(content, media_type, name)).id)
        except WhatsAppError as error:
            raise whatsapp_errors.answered(error.status_code or 0, error.code, error.subcode) from error
        except httpx.HTTPError as error:
            raise TryAgain(1, "network") from error

    def _trusted(self, url: str) -> bool:
        there, api = urlsplit(url), self._line.session.base_url
        if there.scheme == api.scheme and there.netloc == api.netloc.decode():
            return True
        return there.scheme == "https" and there.hostname == _HOST and there.port in (None, 443)

    async def _read(self, url: str) -> bytes:
        content = bytearray()
        async with self._line.session.stream("GET", url, follow_redirects=False) as answer:
            if answer.status_code == 404:  # the address holds for five minutes
                raise TryAgain(1, "stale")
            if answer.status_code != 200:
                raise whatsapp_errors.answered(answer.status_code, answer.status_code)
            async for piece in answer.aiter_bytes():
                content += piece
                if len(content) > DOWNLOAD_LIMIT:
                    raise Refused("file-too-big", "only files of at most 20 MB are kept", ours=False)
        return bytes(content)


def _ref(file: File) -> str:
    """Meta's id of the file, "" if it is of another door."""
    return file.ref.removeprefix(_DOOR) if file.ref.startswith(_DOOR) else ""


def _gone() -> Refused:
    return Refused("file-gone", "WhatsApp does not keep that file any more", ours=False)
