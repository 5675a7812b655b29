"""Pages of companies."""

from django.urls import path

from steelyard.companies.views import duplicates, merging, quality, records

app_name = "companies"
urlpatterns = [
    path("companies/", records.show_companies, name="list"),
    path("companies/new/", records.new_company, name="new"),
    path("companies/suggest/", records.suggest, name="suggestions"),
    path("companies/match/", records.show_match, name="match"),
    path("companies/duplicates/", duplicates.show_duplicates, name="duplicates"),
    path("companies/duplicates/search/", duplicates.search_duplicates, name="duplicates-search"),
    path("companies/quality/", quality.show_scores, name="quality"),
    path("companies/merges/", merging.show_merges, name="merges"),
    path("companies/merges/<str:merge_id>/undoing/", merging.undo_merge, name="merge-undo"),
    path("companies/<str:company_id>/", records.show_company, name="company"),
    path("companies/<str:company_id>/edit/", records.edit_company, name="edit"),
    path("companies/<str:company_id>/names/", records.add_name, name="names"),
    path("companies/<str:company_id>/names/<uuid:name_id>/removal/", records.remove_name, name="name-remove"),
    path("companies/<str:company_id>/domains/", records.add_domain, name="domains"),
    path("companies/<str:company_id>/domains/removal/", records.remove_domain, name="domain-remove"),
    path("companies/<str:company_id>/identifiers/", records.add_identifier, name="identifiers"),
    path("companies/<str:company_id>/identifiers/removal/", records.remove_identifier, name="identifier-remove"),
    path("companies/<str:company_id>/parent/", records.set_parent, name="parent"),
    path("companies/<str:company_id>/listing/", records.set_listing, name="listing"),
    path("companies/<str:company_id>/merge/", merging.choose_other, name="merge"),
    path("companies/<str:company_id>/merge/<str:other_id>/", merging.merge_with, name="merge-with"),
    path("companies/<str:company_id>/distinction/", records.rule_out_duplicate, name="distinction"),
]
