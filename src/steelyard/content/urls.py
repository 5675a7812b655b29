"""Pages of content."""

from django.urls import path

from steelyard.content.contributions import views as contributions
from steelyard.content.guides import views as guides
from steelyard.content.kits import views as kits
from steelyard.content.questions import views as questions
from steelyard.content.roadmap import views as roadmap
from steelyard.content.usage import views as usage
from steelyard.content.views import assets, authoring, library, words

app_name = "content"
urlpatterns = [
    path("content/", library.show_library, name="library"),
    path("content/new/", authoring.create, name="new"),
    path("content/audiences/", words.show_audiences, name="audiences"),
    path("content/audiences/new/", words.edit_audience, name="audience-new"),
    path("content/audiences/<str:audience_id>/", words.edit_audience, name="audience"),
    path("content/libraries/", words.show_libraries, name="libraries"),
    path("content/libraries/new/", words.edit_library, name="library-word-new"),
    path("content/libraries/<slug:key>/", words.edit_library, name="library-word"),
    path("content/graveyards/", library.show_graveyards, name="graveyards"),
    path("content/unanswered/", questions.show_unanswered, name="unanswered"),
    path("content/unanswered/<str:search_id>/settlement/", questions.settle_search, name="settle-search"),
    path("content/suggestions/", kits.suggest_assets, name="suggest"),
    path("content/kits/", kits.show_kits, name="kits"),
    path("content/kits/new/", kits.edit_kit, name="kit-new"),
    path("content/kits/<str:kit_id>/", kits.show_kit, name="kit"),
    path("content/kits/<str:kit_id>/terms/", kits.edit_kit, name="kit-edit"),
    path("content/kits/<str:kit_id>/parts/", kits.arrange_kit, name="kit-arrange"),
    path("content/kits/<str:kit_id>/publication/", kits.publish_kit, name="kit-publish"),
    path("content/kits/<str:kit_id>/withdrawal/", kits.withdraw_kit, name="kit-withdraw"),
    path("content/kits/<str:kit_id>/download/", kits.download_kit, name="kit-download"),
    path("content/roadmap/", roadmap.show_roadmap, name="roadmap"),
    path("content/roadmap/new/", roadmap.edit_roadmap_item, name="roadmap-new"),
    path("content/roadmap/<str:roadmap_item_id>/", roadmap.show_roadmap_item, name="roadmap-item"),
    path("content/roadmap/<str:roadmap_item_id>/terms/", roadmap.edit_roadmap_item, name="roadmap-edit"),
    path("content/usage/", usage.show_usage, name="usage"),
    path("content/usage/<str:content_id>/", usage.show_content, name="usage-of"),
    path("content/featured/", contributions.show_featured, name="featured"),
    path("content/contributions/", contributions.show_contributions, name="contributions"),
    path("content/contributions/new/", contributions.edit_contribution, name="contribution-new"),
    path("content/contributions/<str:contribution_id>/", contributions.show_contribution, name="contribution"),
    path(
        "content/contributions/<str:contribution_id>/terms/", contributions.edit_contribution, name="contribution-edit"
    ),
    path("content/contributions/<str:contribution_id>/file/", contributions.download_file, name="contribution-file"),
    path(
        "content/contributions/<str:contribution_id>/submission/",
        contributions.submit_contribution,
        name="contribution-submit",
    ),
    path(
        "content/contributions/<str:contribution_id>/withdrawal/",
        contributions.withdraw_contribution,
        name="contribution-withdraw",
    ),
    path(
        "content/contributions/<str:contribution_id>/question/",
        contributions.return_contribution,
        name="contribution-return",
    ),
    path(
        "content/contributions/<str:contribution_id>/refusal/",
        contributions.refuse_contribution,
        name="contribution-refuse",
    ),
    path(
        "content/contributions/<str:contribution_id>/verification/",
        contributions.verify_contribution,
        name="contribution-verify",
    ),
    path(
        "content/contributions/<str:contribution_id>/confirmation/",
        contributions.confirm_contribution,
        name="contribution-confirm",
    ),
    path(
        "content/contributions/<str:contribution_id>/feature/",
        contributions.feature_contribution,
        name="contribution-feature",
    ),
    path(
        "content/contributions/<str:contribution_id>/unfeature/",
        contributions.unfeature_contribution,
        name="contribution-unfeature",
    ),
    path("content/<str:asset_id>/", assets.show_asset, name="asset"),
    path("content/<str:asset_id>/opening/", assets.open_asset, name="open"),
    path("content/<str:asset_id>/feedback/", assets.give_feedback, name="feedback"),
    path("content/<str:asset_id>/preview/", assets.show_preview, name="preview"),
    path("content/<str:asset_id>/entitlement/", assets.explain_entitlement, name="entitlement"),
    path("content/<str:asset_id>/terms/", authoring.edit, name="edit"),
    path("content/<str:asset_id>/pages/", guides.edit_pages, name="pages"),
    path("content/<str:asset_id>/versions/", authoring.add_version, name="add-version"),
    path("content/<str:asset_id>/publication/", authoring.publish, name="publish"),
    path("content/<str:asset_id>/withdrawal/", authoring.withdraw, name="withdraw"),
    path("content/<str:asset_id>/archiving/", authoring.archive, name="archive"),
    path("content/<str:asset_id>/review/", authoring.review, name="review"),
]
