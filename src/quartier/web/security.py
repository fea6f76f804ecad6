"""The content security policy of every page (see docs/architecture.md, Browser)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",  # charts set sizes and places on elements
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
POLICY_FRAMED = POLICY.replace("frame-ancestors 'self'", "frame-ancestors *")
_FRAMED = "/einbetten/"
"""Pages under this address may stand in pages of others: they show what is public, and change nothing."""
_PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"

Handler = Callable[[HttpRequest], HttpResponse]


def content_security_policy(get_response: Handler) -> Handler:
    """Middleware: each answer carries the policy; a view may not loosen it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        framed = request.path.startswith(_FRAMED)
        response.headers["Content-Security-Policy"] = POLICY_FRAMED if framed else POLICY
        response.headers["Permissions-Policy"] = _PERMISSIONS
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response

    return middleware
