from django.shortcuts import render

from insatser.models import Forbund


def index(request):
    forbund = Forbund.objects.visible_to(request.user)
    return render(request, "rapporter/index.html", {"forbund": forbund})
