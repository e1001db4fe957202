from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

# A page with a form on it.
require_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@never_cache
@require_safe
def halsa(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def tillganglighet(request: HttpRequest) -> HttpResponse:
    """The tillgänglighetsredogörelse that the law (2018:1937) asks of every public service."""
    return render(request, "tillganglighet.html", {"redogorelse": settings.TILLGANGLIGHET})


def posted(request: HttpRequest):
    """The data for a form that the view has: what was sent, None on a page just opened."""
    return request.POST if request.method == "POST" else None
