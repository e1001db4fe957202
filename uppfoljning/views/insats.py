from django.http import Http404


def insats(request, **kwargs):
    raise Http404
