"""Every address: pages by context, the API under /api/v1, health beside them."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from steelyard.config.docs import api_docs, problem_doc, problem_docs
from steelyard.platform.http.api import ApiKey, api
from steelyard.platform.http.catalog import router as problems

CONTEXTS = (
    "platform",
    "ui",
    "identity",
    "companies",
    "program",
    "partners",
    "pipeline",
    "content",
    "learning",
    "deals",
    "rollouts",
    "insights",
)

API_AREAS = {"platform": "events", "ui": "search", "identity": "people"}
"""How scopes of API keys name a context, where it is not by its own name."""

pages: list[URLPattern | URLResolver] = [
    path("", include("steelyard.platform.runtime.urls")),
    path("account/", include("steelyard.identity.account_urls")),
    path("scim/v2/", include("steelyard.identity.scim_urls")),
]
for context in CONTEXTS:
    if f"steelyard.{context}" not in settings.INSTALLED_APPS:
        continue
    if find_spec(f"steelyard.{context}.urls"):
        pages.append(path("", include(f"steelyard.{context}.urls")))
    if find_spec(f"steelyard.{context}.api"):
        auth = ApiKey(API_AREAS.get(context, context))
        api.add_router("", import_module(f"steelyard.{context}.api").router, auth=auth)

api.add_router("", problems)

# Programs ask more often than people, and an address is looked for from the first to the last.
urlpatterns = [
    path("api/v1/", api.urls),
    path("api/docs", api_docs, name="api-docs"),
    path("api/problems", problem_docs, name="problems"),
    path("api/problems/<str:code>", problem_doc, name="problem"),
    *pages,
]

handler400 = "steelyard.ui.views.bad_request"
handler403 = "steelyard.ui.views.forbidden"
handler404 = "steelyard.ui.views.not_found"
handler500 = "steelyard.ui.views.server_error"
