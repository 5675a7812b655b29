"""Pages of companies."""

from django.urls import path

from steelyard.companies import views

app_name = "companies"
urlpatterns = [
    path("companies/", views.show_companies, name="list"),
    path("companies/new/", views.new_company, name="new"),
    path("companies/suggest/", views.suggest, name="suggestions"),
    path("companies/match/", views.show_match, name="match"),
    path("companies/<str:company_id>/", views.show_company, name="company"),
    path("companies/<str:company_id>/edit/", views.edit_company, name="edit"),
    path("companies/<str:company_id>/names/", views.add_name, name="names"),
    path("companies/<str:company_id>/names/<uuid:name_id>/removal/", views.remove_name, name="name-remove"),
    path("companies/<str:company_id>/domains/", views.add_domain, name="domains"),
    path("companies/<str:company_id>/domains/removal/", views.remove_domain, name="domain-remove"),
    path("companies/<str:company_id>/identifiers/", views.add_identifier, name="identifiers"),
    path("companies/<str:company_id>/identifiers/removal/", views.remove_identifier, name="identifier-remove"),
    path("companies/<str:company_id>/parent/", views.set_parent, name="parent"),
    path("companies/<str:company_id>/listing/", views.set_listing, name="listing"),
    path("companies/<str:company_id>/distinction/", views.rule_out_duplicate, name="distinction"),
]
