from django.http import Http404


def granska(request, **kwargs):
    raise Http404


def oppna(request, **kwargs):
    raise Http404


def historik(request, **kwargs):
    raise Http404
