"""Uploads that never touch the disk: files whose content may name people."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = Callable[..., HttpResponse]


def upload_in_memory(hogst: int) -> Callable[[View], View]:
    """Decorator: the view's files are kept in memory, never in a temporary file.

    Of a larger file only `hogst` + 1 bytes are kept: enough to see that it is too large.
    """

    def decorate(view: View) -> View:
        protected = csrf_protect(view)

        # The check reads the form, after which it is too late to say how; so it is made here.
        @csrf_exempt
        @wraps(view)
        def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            request.upload_handlers = [_Minne(request, hogst)]
            return protected(request, *args, **kwargs)

        return wrapper

    return decorate


class _Minne(FileUploadHandler):
    def __init__(self, request: HttpRequest, hogst: int):
        super().__init__(request)
        self._kvar = 0
        self._hogst = hogst
        self._antal = 0

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self._antal += 1
        # One file is asked for; of others nothing is kept.
        self._kvar = self._hogst + 1 if self._antal == 1 else 0
        self._fil = BytesIO()

    def receive_data_chunk(self, raw_data, start):
        self._fil.write(raw_data[: self._kvar])
        self._kvar -= min(self._kvar, len(raw_data))

    def file_complete(self, file_size):
        self._fil.seek(0)
        return InMemoryUploadedFile(
            self._fil,
            self.field_name,
            self.file_name,
            self.content_type,
            self._fil.getbuffer().nbytes,
            self.charset,
            self.content_type_extra,
        )
