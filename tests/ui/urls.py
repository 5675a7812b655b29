"""The product's own frame, and a few pages that stand for those of the contexts above it."""

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import include, path

from steelyard.ui.gallery import SpecimenForm

moves: list[dict[str, str]] = []
drafts: list[dict[str, str]] = []
submissions: list[dict[str, str]] = []


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


def say(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Kept.")
    messages.error(request, "Not sent.")
    return redirect("home")


def edit(request: HttpRequest) -> HttpResponse:
    form = SpecimenForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        submissions.append(request.POST.dict())
        time.sleep(0.2)
        if form.is_valid():
            return redirect("home")
    return render(request, "tests/edit.html", {"form": form}, status=422 if form.is_bound else 200)


def keep(request: HttpRequest) -> HttpResponse:
    drafts.append(request.POST.dict())
    return HttpResponse(status=204, headers={"X-Draft-Url": "/keep/1"})


def move(request: HttpRequest) -> HttpResponse:
    moves.append(request.POST.dict())
    return redirect("board") if request.headers.get("X-Requested-With") != "fetch" else HttpResponse(status=204)


def board(request: HttpRequest) -> HttpResponse:
    return render(request, "tests/board.html", {"lanes": [("a", "First"), ("b", "Second")]})


def companies(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").lower()
    names = ("Nordwind Logistics", "Nordsee Handel", "Helios Energy")
    found = [
        {"value": f"company_{n}", "label": name, "detail": "DE"} for n, name in enumerate(names) if text in name.lower()
    ]
    return render(
        request, "ui/options.html", {"options": found, "note": "" if found else "Nothing known; type it in full."}
    )


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


def no_news(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"since": time.time(), "news": {}})


urlpatterns = [
    path("live", no_news),  # there is no database that would have any
    path("", include("steelyard.ui.urls")),
    path("deals/", say, name="deal-list"),
    path("deals/new", edit, name="deal-new"),
    path("keep/", keep, name="keep"),
    path("keep/1", keep),
    path("board", board, name="board"),
    path("move", move, name="move"),
    path("companies", companies, name="company-options"),
    path("bell", plain, name="bell"),
    path("seat", plain, name="seat"),
    path("broken", broken),
]
handler404 = "steelyard.ui.views.not_found"
handler500 = "steelyard.ui.views.server_error"
handler403 = "steelyard.ui.views.forbidden"
handler400 = "steelyard.ui.views.bad_request"
