"""Pages of identity: people of an organization, invitations, one's own account."""

from django.urls import path

from steelyard.identity.views import account, clients, connections, directories, joining, people, security, webhooks

app_name = "identity"
urlpatterns = [
    path("people/", people.show_people, name="people"),
    path("people/invitations/", people.show_invitations, name="invitations"),
    path("people/invitations/new/", people.invite, name="invite"),
    path("people/invitations/<str:invitation_id>/sending/", people.resend, name="invitation-resend"),
    path("people/invitations/<str:invitation_id>/revocation/", people.revoke, name="invitation-revoke"),
    path("people/access/", security.decide_access, name="access"),
    path("people/connections/", connections.show_connections, name="connections"),
    path("people/connections/new/<str:protocol>/", connections.new_connection, name="connection-new"),
    path("people/connections/<str:connection_id>/", connections.show_connection, name="connection"),
    path("people/connections/<str:connection_id>/change/", connections.change_connection, name="connection-change"),
    path("people/connections/<str:connection_id>/removal/", connections.delete_connection, name="connection-delete"),
    path("people/connections/<str:connection_id>/accounts/", directories.show_accounts, name="accounts"),
    path("people/connections/<str:connection_id>/tokens/new/", directories.new_token, name="scim-token-new"),
    path(
        "people/connections/<str:connection_id>/tokens/<str:token_id>/revocation/",
        directories.revoke_token,
        name="scim-token-revoke",
    ),
    path("people/<str:member_id>/", people.show_member, name="member"),
    path("people/<str:member_id>/roles/", people.change_roles, name="member-roles"),
    path("people/<str:member_id>/deactivation/", people.deactivate, name="member-deactivate"),
    path("people/<str:member_id>/reactivation/", people.reactivate, name="member-reactivate"),
    path("people/<str:member_id>/access/", security.show_member_access, name="member-access"),
    path(
        "people/<str:member_id>/second-factor-reset/", security.reset_second_factor, name="member-second-factor-reset"
    ),
    path("people/<str:member_id>/sessions/end/", security.end_member_sessions, name="member-sessions-end"),
    path(
        "people/<str:member_id>/sessions/<str:session_id>/end/",
        security.end_member_session,
        name="member-session-end",
    ),
    path("invitations/<str:token>/", joining.accept, name="invitation-accept"),
    path("settings/profile/", account.profile, name="profile"),
    path("settings/security/", security.show_security, name="security"),
    path("settings/sessions/", account.show_sessions, name="sessions"),
    path("settings/sessions/others/", account.end_other_sessions, name="sessions-end-others"),
    path("settings/sessions/<str:session_id>/end/", account.end_session, name="session-end"),
    path("settings/keys/", account.show_keys, name="keys"),
    path("settings/keys/new/", account.new_key, name="key-new"),
    path("settings/keys/<str:key_id>/revocation/", account.revoke_key, name="key-revoke"),
    path("settings/clients/", clients.show_clients, name="clients"),
    path("settings/clients/new/", clients.new_client, name="client-new"),
    path("settings/clients/<str:client_id>/revocation/", clients.revoke_client, name="client-revoke"),
    path("api/oauth/token", clients.token, name="token"),
    path("settings/webhooks/", webhooks.show_webhooks, name="webhooks"),
    path("settings/webhooks/new/", webhooks.new_webhook, name="webhook-new"),
    path("settings/webhooks/<str:webhook_id>/", webhooks.show_webhook, name="webhook"),
    path("settings/webhooks/<str:webhook_id>/change/", webhooks.change_webhook, name="webhook-change"),
    path("settings/webhooks/<str:webhook_id>/secret/", webhooks.rotate_secret, name="webhook-secret"),
    path("settings/webhooks/<str:webhook_id>/activation/", webhooks.enable_webhook, name="webhook-enable"),
    path("settings/webhooks/<str:webhook_id>/deactivation/", webhooks.disable_webhook, name="webhook-disable"),
    path("settings/webhooks/<str:webhook_id>/test/", webhooks.send_test, name="webhook-test"),
    path("settings/webhooks/<str:webhook_id>/replay/", webhooks.replay_events, name="webhook-replay"),
    path("settings/webhooks/<str:webhook_id>/removal/", webhooks.delete_webhook, name="webhook-delete"),
    path(
        "settings/webhooks/<str:webhook_id>/deliveries/<str:delivery_id>/",
        webhooks.show_delivery,
        name="webhook-delivery",
    ),
    path(
        "settings/webhooks/<str:webhook_id>/deliveries/<str:delivery_id>/resending/",
        webhooks.resend_delivery,
        name="webhook-resend",
    ),
    path("settings/seat/", account.take_seat, name="seat"),
]
