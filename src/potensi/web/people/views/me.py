"""One's own account: what is kept, what one holds, tokens, taking one's data along, erasing it."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from potensi.language import say
from potensi.web.people import rules, services
from potensi.web.people.forms import DetailsForm, EraseForm, TokenForm
from potensi.web.people.models import Membership, User
from potensi.web.people.own_data import own_data
from potensi.web.people.views.shared import actor_of_request, own_account, posted, told
from potensi.web.templatetags.words import language


@login_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def me(request: HttpRequest) -> HttpResponse:
    """Show one's own account."""
    user = own_account(request)
    held = Membership.objects.filter(user=user).select_related("office__agency__region").order_by("-since")
    found = {"person": user, "held": held, "tokens_allowed": rules.may_have_tokens(actor_of_request(request))}
    return render(request, "people/me.html", found | {"providers": settings.SOCIALACCOUNT_PROVIDERS})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Correct one's own name, language and numbers."""
    user = own_account(request)
    form = DetailsForm(posted(request), user=user)
    if not form.is_valid():
        return render(request, "people/edit_me.html", {"form": form})
    save_details(request, user, form)
    told(request, "saved")
    return redirect("people:me")


def save_details(request: HttpRequest, user: User, form: DetailsForm) -> None:
    """Write what a form of details holds."""
    data, numbers = form.cleaned_data, form.numbers()
    services.correct_person(
        actor=actor_of_request(request),
        user=user,
        name=data["name"],
        language=data["language"],
        nip=numbers["nip"],
        nik=numbers["nik"],
        phone=numbers["phone"],
    )


@login_required
@reauthentication_required
@never_cache
@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """Hand out everything that is kept of oneself, as a file."""
    response = JsonResponse(own_data(own_account(request)), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = f'attachment; filename="{say("people.my_data_file", language())}"'
    return response


@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Erase one's own account, once one has typed one's address."""
    user = own_account(request)
    form = EraseForm(posted(request), user=user)
    if not form.is_valid():
        return render(request, "people/erase.html", {"form": form})
    services.erase_account(actor=actor_of_request(request), user=user)
    logout(request)
    return render(request, "people/erased.html")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens and make one; its text is shown this once."""
    actor = actor_of_request(request)
    form = TokenForm(posted(request))
    text = ""
    if form.is_valid():
        text = services.make_token(actor=actor, name=form.cleaned_data["name"])
        form = TokenForm()
    found = {"form": form, "text": text, "tokens": rules.own_tokens(actor), "allowed": rules.may_have_tokens(actor)}
    return render(request, "people/tokens.html", found)


@login_required
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of one's tokens."""
    actor = actor_of_request(request)
    services.revoke_token(actor=actor, token=get_object_or_404(rules.own_tokens(actor), pk=pk))
    told(request, "token_revoked")
    return redirect("people:tokens")
