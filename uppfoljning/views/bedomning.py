from django.http import Http404


def bedomningar(request, **kwargs):
    raise Http404
