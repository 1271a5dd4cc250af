"""Changing assets: entering, editing, withdrawing, restoring."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from potensi.web.assets import rules, services
from potensi.web.assets.forms import AssetForm, EditForm, WithdrawForm
from potensi.web.assets.models import Asset
from potensi.web.assets.shown import told as told_value
from potensi.web.assets.views.shared import actor_of_request, asset_of, told
from potensi.web.datasets import uploads
from potensi.web.edits import Outdated
from potensi.web.photos import services as photos
from potensi.web.photos.models import Photo
from potensi.web.photos.picture import PhotoRefused
from potensi.web.refused import Invalid, require
from potensi.web.templatetags.words import language

_FORM = ["GET", "HEAD", "POST"]


@uploads.bounded
@login_required
@require_http_methods(_FORM)
def enter(request: HttpRequest) -> HttpResponse:
    """Enter an asset."""
    actor = actor_of_request(request)
    require(rules.may_enter(actor))
    initial = {"region": request.GET.get("daerah", "")[:10] or _home(request)}
    form = AssetForm(*_sent(request), actor=actor, initial=initial)
    if not _ready(request, form):
        return _form_page(request, form)
    try:
        made = services.enter(actor=actor, region=form.of_region, values=form.values, photo=_photo(request, form))
    except Invalid as error:
        form.add_error("name", error.message(language()))
        return _form_page(request, form)
    told(request, "entered", name=made.name)
    return redirect("assets:asset", made.pk)


@uploads.bounded
@login_required
@require_http_methods(_FORM)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit an asset; whoever saves later is shown what the earlier changed."""
    actor, asset = actor_of_request(request), asset_of(request, pk)
    require(rules.may_change(actor, asset))
    form = EditForm(*_sent(request), actor=actor, asset=asset)
    if not _ready(request, form):
        return _form_page(request, form, asset)
    said = form.cleaned_data
    about = {"revision": said["revision"], "without_photo": bool(said.get("without_photo"))}
    try:
        services.edit(actor=actor, asset=asset, values=form.values, photo=_photo(request, form), **about)
    except Outdated as error:
        return _outdated_page(request, form, asset, error)
    except Invalid as error:
        form.add_error("name", error.message(language()))
        return _form_page(request, form, asset)
    told(request, "edited", name=form.values["name"])
    return redirect("assets:asset", pk)


@login_required
@require_http_methods(_FORM)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an asset, with the reason."""
    actor, asset = actor_of_request(request), asset_of(request, pk)
    require(rules.may_change(actor, asset))
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "assets/withdraw.html", {"form": form, "asset": asset}, status=status)
    services.withdraw(actor=actor, asset=asset, why=form.cleaned_data["why"])
    told(request, "withdrawn", name=asset.name)
    return redirect("assets:asset", pk)


@require_POST
@login_required
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a withdrawn asset back."""
    asset = asset_of(request, pk)
    services.restore(actor=actor_of_request(request), asset=asset)
    told(request, "restored", name=asset.name)
    return redirect("assets:asset", pk)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _ready(request: HttpRequest, form: AssetForm) -> bool:
    """Return whether the form was sent and can be saved; a photo that was let go of as too large is told of."""
    if request.method != "POST":
        return False
    form.full_clean()
    if getattr(request, "upload_too_large", False):
        form.add_error("photo", PhotoRefused("too_large", bound=settings.UPLOAD_LIMIT_MB).message(language()))
    return form.is_valid()


def _home(request: HttpRequest) -> str:
    """Return the region where whoever asks holds their first office."""
    held = actor_of_request(request).held
    return held[0].region if held else ""


def _photo(request: HttpRequest, form: AssetForm) -> Photo | None:
    """Keep the photo that came along: before the write, so that no picture is decoded while it holds the database."""
    return photos.keep(actor=actor_of_request(request), picture=form.picture) if form.picture else None


def _form_page(request: HttpRequest, form: AssetForm, asset: Asset | None = None, **more: Any) -> HttpResponse:
    status = more.pop("status", 422 if request.method == "POST" else 200)
    return render(request, "assets/form.html", {"form": form, "asset": asset, **more}, status=status)


def _outdated_page(request: HttpRequest, form: EditForm, asset: Asset, error: Outdated) -> HttpResponse:
    """Show both texts, and the form ready to be saved on top of the newer revision."""
    lang = language()
    shown = []
    for each in error.differences:
        told_as = {side: told_value(each.field, getattr(each, side), lang) for side in ("stored", "sent")}
        pieces = each.pieces
        if told_as != {"stored": each.stored, "sent": each.sent}:
            pieces = tuple(
                type(each.pieces[0])(words, kind)
                for words, kind in ((told_as["stored"], "removed"), (told_as["sent"], "added"))
                if words
            )
        label = form.fields[each.field].label if each.field in form.fields else each.field
        shown.append(asdict(each) | told_as | {"pieces": pieces, "label": label})
    again = EditForm(_on_top(form, error), request.FILES, actor=form.actor, asset=asset)
    return _form_page(
        request, again, asset, outdated={"differences": shown}, photo_again=bool(form.picture), status=409
    )


def _on_top(form: EditForm, error: Outdated) -> Any:
    data = form.data.copy()
    data["revision"] = str(error.revision)
    return data


urls = [
    path("baru/", enter, name="enter"),
    path("<int:pk>/ubah/", edit, name="edit"),
    path("<int:pk>/tarik/", withdraw, name="withdraw"),
    path("<int:pk>/pulihkan/", restore, name="restore"),
]
