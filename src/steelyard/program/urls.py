"""Pages of the program."""

from django.urls import path

from steelyard.program.views import catalog, decisions, publication, rules, simulations

app_name = "program"
urlpatterns = [
    path("rules/", rules.show_rules, name="rules"),
    path("rules/versions/<str:version_id>/", rules.show_version, name="version"),
    path("rules/drafts/<str:version_id>/", rules.edit_draft, name="draft"),
    path("rules/drafts/<str:version_id>/preview/", rules.preview_draft, name="preview"),
    path("rules/drafts/<str:version_id>/publication/", rules.publish_draft, name="publish"),
    path("rules/drafts/<str:version_id>/submission/", publication.submit, name="submit"),
    path("rules/versions/<str:version_id>/acknowledgement/", publication.acknowledge, name="acknowledge"),
    path("rules/drafts/<str:version_id>/discard/", rules.discard, name="discard"),
    path("rules/drafts/<str:version_id>/simulations/", simulations.simulate_draft, name="simulations"),
    path("rules/simulations/<str:simulation_id>/", simulations.show_simulation, name="simulation"),
    path("rules/simulations/<str:simulation_id>/progress/", simulations.show_progress, name="simulation-progress"),
    path("rules/simulations/<str:simulation_id>/repetition/", simulations.repeat_simulation, name="simulation-repeat"),
    path("rules/simulations/<str:simulation_id>/cancellation/", simulations.cancel, name="simulation-cancel"),
    path("rules/<slug:key>/", rules.show_rules, name="rulebook"),
    path("rules/<slug:key>/versions/", rules.show_versions, name="versions"),
    path("rules/<slug:key>/drafts/", rules.begin_draft, name="begin-draft"),
    path("decisions/<str:decision_id>/", decisions.show_decision, name="decision"),
    path("regions/", catalog.show_regions, name="regions"),
    path("regions/new/", catalog.edit_region, name="region-new"),
    path("regions/<slug:key>/", catalog.edit_region, name="region"),
    path("product-families/", catalog.show_families, name="families"),
    path("product-families/new/", catalog.edit_family, name="family-new"),
    path("product-families/<slug:key>/", catalog.edit_family, name="family"),
]
