"""Signing in by a link: asking for one, and using it."""

from __future__ import annotations

from allauth.account.utils import perform_login
from allauth.core.ratelimit import consume
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from potensi.language import say
from potensi.web.errors import answer
from potensi.web.people import links, services
from potensi.web.people.forms import AddressForm
from potensi.web.people.queries import actor_of
from potensi.web.people.views.shared import posted
from potensi.web.templatetags.words import language

_GONE = 410


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a sign-in link. The answer is the same whether the address is known or not."""
    form = AddressForm(posted(request))
    if not form.is_valid():
        return render(request, "people/link_ask.html", {"form": form})
    email = form.cleaned_data["email"].lower()
    if not consume(request, action="send_link", key=email):
        return answer(request, 429, say("people.link.too_often", language()))
    site = settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
    links.send_link.enqueue(email=email, site=site, lang=language())
    return redirect("people:link_sent")


@require_http_methods(["GET", "HEAD"])
def sent(request: HttpRequest) -> HttpResponse:
    """Say that a letter is on its way, if the address is known."""
    return render(request, "people/link_sent.html", {"minutes": settings.SESAME_MAX_AGE // 60})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest) -> HttpResponse:
    """Sign in by a link: it asks for a click first, so that a mail scanner that follows links does not use it up.

    From here on it is a sign-in like any other: allauth asks for the second factor where the account has one.
    """
    if not consume(request, action="use_link"):
        return answer(request, 429, say("people.link.too_often", language()))
    token = request.POST.get("token") or request.GET.get(settings.SESAME_TOKEN_NAME, "")
    user = links.user_of(token)
    if user is None or (request.method == "POST" and not services.use_link(actor=actor_of(user), user=user)):
        return render(request, "people/link_gone.html", status=_GONE)
    if request.method != "POST":
        return render(request, "people/link_use.html", {"token": token})
    response: HttpResponse = perform_login(request, user, email=user.email)
    return response
