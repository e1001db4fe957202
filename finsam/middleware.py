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
