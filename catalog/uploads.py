"""Uploads end where the settings say, before they fill the disk."""

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from catalog.imports.files import most_bytes


class CappedUpload(FileUploadHandler):
    """Counts what arrives and drops the rest of a request that grows too large; its files then are missing."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.arrived = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.arrived += len(raw_data)
        if self.arrived > most_bytes():
            self.request.upload_was_too_large = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
