"""What is done around every request: headers that forbid foreign content, and faults told in a sentence."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from potensi.web.errors import bad_request, fault, fault_of, forbidden, invalid
from potensi.web.refused import Forbidden, Invalid

GetResponse = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = "camera=(self), geolocation=(self), microphone=()"


def security_headers(get_response: GetResponse) -> GetResponse:
    """Add the headers that keep foreign scripts, frames and forms out of every answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


class FaultsInASentence:
    """Turn a refusal, a locked database or a full disk into a page with one sentence and its right status."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Refuse an address with a zero byte, which PostgreSQL cannot look for; forms refuse theirs themselves."""
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
            return bad_request(request)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer the errors that have a sentence; leave every other one to be logged and answered as 500."""
        if isinstance(error, Forbidden):
            return forbidden(request, error)
        if isinstance(error, Invalid):
            return invalid(request, error)
        code = fault_of(error)
        return fault(request, code) if code else None


faults_in_a_sentence = FaultsInASentence
