"""What answers at the address of packages: the page around a SCO, the members of the archive, and what a SCO reports.

Nothing here reads a cookie: who may see what is in the signed token of the launch. Docs: decision 0040.
"""

import json
import zipfile
from typing import IO, Any, TypeVar
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from steelyard.kernel.refusals import NotFound, Refusal
from steelyard.learning.packages.archives import type_of
from steelyard.learning.packages.cmi5.policies import compute_launch_query
from steelyard.learning.packages.cmi5.queries import get_registration
from steelyard.learning.packages.commands import save_progress
from steelyard.learning.packages.policies import MOST_REPORT_BYTES
from steelyard.learning.packages.queries import get_start
from steelyard.learning.packages.refusals import ReportUnreadable
from steelyard.learning.packages.terms import PackageStandard
from steelyard.learning.packages.tokens import read_token
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.files import open_content, stream
from steelyard.platform.http.problems import refusal_text

_SANDBOX = "sandbox allow-scripts allow-same-origin allow-forms"
Response = TypeVar("Response", bound=HttpResponseBase)
_SCRIPTS = {PackageStandard.SCORM_12: "scorm12.js", PackageStandard.SCORM_2004: "scorm2004.js"}


@xframe_options_exempt
@require_GET
def show_stage(request: HttpRequest, launch_token: str) -> HttpResponse:
    """Show the page that has the package in a frame, and in it what its standard asks for."""
    launch_id, _file = read_token(launch_token)
    _require_frame(request)
    with as_system():
        start = get_start(launch_id)
        entry = start.unit.entry
        if start.standard is PackageStandard.CMI5:
            entry = _with_launch(entry, launch_id, _address(launch_token))
    context: dict[str, Any] = {
        "title": start.unit.title,
        "entry": quote(entry, safe="/?&=%#;,+:@!$'()*~"),
        "script": _SCRIPTS.get(start.standard, ""),
        "start": {"cmi": start.cmi, "sequence": start.sequence},
    }
    response = render(request, "learning/packages/stage.html", context)
    own = _address(launch_token)
    response["Content-Security-Policy"] = (
        f"default-src 'none'; script-src {settings.PACKAGES_URL}/static/; style-src {settings.PACKAGES_URL}/static/;"
        f" connect-src {own}; frame-src {own}; base-uri 'none'; frame-ancestors {settings.BASE_URL}; {_SANDBOX}"
    )
    return _private(response)


@xframe_options_exempt
@require_GET
def give_member(request: HttpRequest, launch_token: str, member: str) -> HttpResponseBase:
    """Give a member of the archive to the browser, which lets it reach nothing but the other members."""
    _launch, file_id = read_token(launch_token)
    _require_frame(request)
    with as_system():
        content = open_content(file_id)
    archive = zipfile.ZipFile(content)
    try:
        found = archive.getinfo(member)
    except KeyError as error:
        content.close()
        raise NotFound from error
    if found.is_dir():
        content.close()
        raise NotFound
    unpacked: IO[bytes] = archive.open(found)
    asked = request.headers.get("Range", "")
    response = stream(unpacked, size=found.file_size, content_type=type_of(member), asked=asked)
    response._resource_closers.append(content.close)  # type: ignore[attr-defined]
    own = _address(launch_token)
    response["Content-Security-Policy"] = (
        f"default-src {own} 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src {own}; frame-src {own}; worker-src blob:;"
        f" object-src 'none'; form-action {own}; base-uri {own};"
        f" frame-ancestors {settings.PACKAGES_URL} {settings.BASE_URL}; {_SANDBOX}"
    )
    return _private(response)


@csrf_exempt
@require_POST
def keep_report(request: HttpRequest, launch_token: str) -> HttpResponse:
    """Keep what a SCO reports; the token says for whom."""
    launch_id, _file = read_token(launch_token)
    try:
        sequence, cmi = _read_report(request.body)
        kept = save_progress(launch_id=launch_id, sequence=sequence, cmi=cmi, now=utc_now())
    except Refusal as refusal:
        return JsonResponse({"code": refusal.code, "detail": refusal_text(refusal)}, status=refusal.status)
    return JsonResponse({"sequence": kept})


def _with_launch(entry: str, launch_id: UUID, own: str) -> str:
    registration = get_registration(launch_id)
    query = compute_launch_query(
        registration,
        endpoint=f"{own}lrs/",
        fetch=f"{own}authorization/",
        actor=json.dumps(registration.actor),
    )
    page, mark, fragment = entry.partition("#")
    return f"{page}{'&' if '?' in page else '?'}{query}{mark}{fragment}"


def _read_report(body: bytes) -> tuple[int, dict[str, Any]]:
    if len(body) > MOST_REPORT_BYTES:
        raise ReportUnreadable(problem=_("it is too long."))
    try:
        said = json.loads(body)
        sequence, cmi = said["sequence"], said["cmi"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReportUnreadable(problem=_("it cannot be read.")) from error
    if type(sequence) is not int or not 0 < sequence < 2**31 or not isinstance(cmi, dict):
        raise ReportUnreadable(problem=_("it cannot be read."))
    if "\\u0000" in json.dumps(cmi):
        raise ReportUnreadable(problem=_("it has characters that no text has."))
    return sequence, cmi


def _require_frame(request: HttpRequest) -> None:
    """Refuse to be a page of its own, in which no other page would limit where a script leads."""
    if request.headers.get("Sec-Fetch-Dest") in ("document", "serviceworker"):
        raise NotFound


def _address(token: str) -> str:
    return f"{settings.PACKAGES_URL}/packages/{token}/"


def _private(response: Response) -> Response:
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-DNS-Prefetch-Control"] = "off"
    return response
