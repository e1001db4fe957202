from django.http import HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers


class NoStoreMiddleware:
    """Keeps every page out of every cache; static files never come this far.

    Without it the back button on a shared computer shows the last user's pages after logout.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        add_never_cache_headers(response)
        return response


class NotAllowedPageMiddleware:
    """A page of ours where Django answers 405 with nothing, which browsers show as their own fault.

    It is met by one who logs in anew after having pressed a button, or reloads such an address.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.accepts("text/html"):
            page = render(request, "405.html", status=response.status_code)
            page["Allow"] = response["Allow"]
            return page
        return response
