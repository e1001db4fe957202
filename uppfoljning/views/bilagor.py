from django.http import Http404


def lagg_till(request, **kwargs):
    raise Http404


def hamta(request, **kwargs):
    raise Http404


def ta_bort(request, **kwargs):
    raise Http404
