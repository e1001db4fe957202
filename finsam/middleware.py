from django.utils.cache import add_never_cache_headers


class NoStoreMiddleware:
    """Keeps pages of a logged-in user out of every cache.

    Without it the back button on a shared computer shows the last user's pages after logout.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response
