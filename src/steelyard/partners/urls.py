"""Pages of partners."""

from django.urls import path

from steelyard.partners.views import changes, lists, merging, records, words

app_name = "partners"
urlpatterns = [
    path("partners/", lists.show_list, name="list"),
    path("partners/new/", changes.enroll, name="enroll"),
    path("partners/suggestions/", lists.suggest, name="suggest"),
    path("partners/segments/", lists.keep_segment, name="segment-new"),
    path("partners/segments/<str:segment_id>/removal/", lists.drop_segment, name="segment-remove"),
    path("partners/merges/", merging.show_merges, name="merges"),
    path("partners/merges/<str:partner_merge_id>/undoing/", merging.undo_merge, name="merge-undo"),
    path("partners/tiers/", words.show_tiers, name="tiers"),
    path("partners/tiers/new/", words.edit_tier, name="tier-new"),
    path("partners/tiers/<slug:key>/", words.edit_tier, name="tier"),
    path("partners/types/", words.show_types, name="types"),
    path("partners/types/new/", words.edit_type, name="type-new"),
    path("partners/types/<slug:key>/", words.edit_type, name="type"),
    path("organization/", records.show_own, name="own"),
    path("organization/profile/", changes.edit_own_profile, name="own-profile"),
    path("partners/<str:partner_id>/", records.show_record, name="record"),
    path("partners/<str:partner_id>/profile/", changes.edit_profile, name="profile"),
    path("partners/<str:partner_id>/roles/<slug:type_key>/end/", changes.end_role, name="role-end"),
    path("partners/<str:partner_id>/merge/", merging.choose_other, name="merge"),
    path("partners/<str:partner_id>/merge/<str:other_partner_id>/", merging.merge_with, name="merge-with"),
    path(
        "partners/<str:partner_id>/managers/<str:person_id>/release/", changes.release_manager, name="manager-release"
    ),
    path("partners/<str:partner_id>/<str:what>/", changes.change, name="change"),
]
