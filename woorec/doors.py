"""The door of the Studio: who has signed in may only look once somebody gave them a role."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from woorec.roles import NO_ROLE, administrators, role_of

STUDIO = "/studio/"
Answering = Callable[[HttpRequest], HttpResponse]


def ask_for_a_role(answer: Answering) -> Answering:
    """This will show everybody without a role whom to ask for one, in place of any page of the Studio."""

    def door(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(STUDIO) and request.user.is_authenticated and role_of(request.user) == NO_ROLE:
            return render(request, "woorec/no_role.html", {"administrators": administrators()}, status=403)
        return answer(request)

    return door
