"""Pages of rollouts and pilots."""

from django.urls import path

from steelyard.rollouts.views import feedback, phases, pilots, planning, steps

app_name = "rollouts"
urlpatterns = [
    path("rollouts/", planning.show_list, name="list"),
    path("rollouts/new/", planning.new, name="new"),
    path("rollouts/feedback/", feedback.show_list, name="feedback"),
    path("rollouts/feedback/<str:feedback_id>/", feedback.show_record, name="feedback-record"),
    path("rollouts/feedback/<str:feedback_id>/assignee/", feedback.assign, name="feedback-assign"),
    path("rollouts/<str:rollout_id>/", planning.show_record, name="record"),
    path("rollouts/<str:rollout_id>/change/", planning.change, name="change"),
    path("rollouts/<str:rollout_id>/partners/", planning.show_partners, name="partners"),
    path("rollouts/<str:rollout_id>/phases/new/", phases.add, name="phase-new"),
    path("rollouts/<str:rollout_id>/phases/<str:phase_id>/", phases.change, name="phase"),
    path("rollouts/<str:rollout_id>/phases/<str:phase_id>/picks/", phases.pick, name="pick"),
    path(
        "rollouts/<str:rollout_id>/phases/<str:phase_id>/picks/<str:partner_id>/removal/",
        phases.unpick,
        name="unpick",
    ),
    path("rollouts/<str:rollout_id>/phases/<str:phase_id>/removal/", phases.remove, name="phase-remove"),
    path("rollouts/<str:rollout_id>/steps/<slug:move>/", steps.take_step, name="step"),
    path("pilots/", pilots.show_pilots, name="pilots"),
    path("pilots/feedback/", pilots.begin_feedback, name="pilot-feedback"),
    path("pilots/<str:rollout_id>/feedback/", pilots.give_feedback, name="feedback-new"),
]
