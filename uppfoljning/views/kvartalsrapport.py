from django.http import Http404


def oversikt(request, **kwargs):
    raise Http404


def steg(request, **kwargs):
    raise Http404


def spara(request, **kwargs):
    raise Http404


def kontrollera(request, **kwargs):
    raise Http404


def kvitto(request, **kwargs):
    raise Http404
