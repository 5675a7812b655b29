"""The addresses of SCIM, which directories ask with their token; nothing below is a page."""

from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from steelyard.identity.loading import on_demand
from steelyard.identity.views.door import View


def scim(name: str) -> View:
    """Return a view of SCIM; a token is no cookie, so a request cannot be forged."""
    return csrf_exempt(on_demand(f"scim.{name}"))


app_name = "scim"
urlpatterns = [
    path("ServiceProviderConfig", scim("show_config"), name="config"),
    path("ResourceTypes", scim("show_resource_types"), name="resource-types"),
    path("ResourceTypes/<str:name>", scim("show_resource_types"), name="resource-type"),
    path("Schemas", scim("show_schemas"), name="schemas"),
    path("Schemas/<str:name>", scim("show_schemas"), name="schema"),
    path(".search", scim("search"), name="search"),
    re_path(r"^(?P<kind>Users|Groups)/\.search$", scim("search"), name="search-one"),
    re_path(r"^(?P<kind>Users|Groups)$", scim("answer_collection"), name="collection"),
    re_path(r"^(?P<kind>Users|Groups)/(?P<id_>[^/]+)$", scim("answer_resource"), name="resource"),
    path("Me", scim("not_offered"), name="me"),
    path("Bulk", scim("not_offered"), name="bulk"),
    path("<path:rest>", scim("nothing"), name="nothing"),
]
