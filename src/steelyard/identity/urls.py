"""Pages of identity: people of an organization, invitations, one's own account."""

from django.urls import path

from steelyard.identity.views import account, joining, people

app_name = "identity"
urlpatterns = [
    path("people/", people.show_people, name="people"),
    path("people/invitations/", people.show_invitations, name="invitations"),
    path("people/invitations/new/", people.invite, name="invite"),
    path("people/invitations/<str:invitation_id>/sending/", people.resend, name="invitation-resend"),
    path("people/invitations/<str:invitation_id>/revocation/", people.revoke, name="invitation-revoke"),
    path("people/<str:member_id>/", people.show_member, name="member"),
    path("people/<str:member_id>/roles/", people.change_roles, name="member-roles"),
    path("people/<str:member_id>/deactivation/", people.deactivate, name="member-deactivate"),
    path("people/<str:member_id>/reactivation/", people.reactivate, name="member-reactivate"),
    path("invitations/<str:token>/", joining.accept, name="invitation-accept"),
    path("settings/profile/", account.profile, name="profile"),
    path("settings/sessions/", account.show_sessions, name="sessions"),
    path("settings/sessions/others/", account.end_other_sessions, name="sessions-end-others"),
    path("settings/sessions/<str:session_id>/end/", account.end_session, name="session-end"),
    path("settings/keys/", account.show_keys, name="keys"),
    path("settings/keys/new/", account.new_key, name="key-new"),
    path("settings/keys/<str:key_id>/revocation/", account.revoke_key, name="key-revoke"),
    path("settings/seat/", account.take_seat, name="seat"),
]
