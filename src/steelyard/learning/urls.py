"""Pages of learning."""

from django.urls import path

from steelyard.learning.badges import views as badges
from steelyard.learning.packages import serving
from steelyard.learning.packages import views as packages
from steelyard.learning.packages.cmi5 import views as records
from steelyard.learning.paths import views as paths
from steelyard.learning.practice import views as practice
from steelyard.learning.records import views as statements
from steelyard.learning.views import catalog, certificates, defining, enrolling, outlines, player, teams, writing

app_name = "learning"
_COURSE = "learning/courses/<str:course_id>/"
_LESSON = "learning/enrollments/<str:enrollment_id>/lessons/<slug:lesson>/"
urlpatterns = [
    path("learning/", catalog.show_catalog, name="catalog"),
    path("learning/mine/", catalog.show_own, name="mine"),
    path("learning/paths/", paths.show_paths, name="paths"),
    path("learning/paths/new/", paths.define, name="path-new"),
    path("learning/paths/<str:path_id>/", paths.show_path, name="path"),
    path("learning/paths/<str:path_id>/change/", paths.define, name="path-edit"),
    path("learning/paths/<str:path_id>/start/", paths.begin, name="path-begin"),
    path("learning/paths/<str:path_id>/assignments/new/", paths.assign, name="path-assign"),
    path("learning/team/", teams.show_own_team, name="team"),
    path("learning/teams/<str:partner_id>/", teams.show_team, name="partner-team"),
    path("learning/enrollments/", enrolling.show_enrollments, name="enrollments"),
    path("learning/enrollments/<str:enrollment_id>/", player.go_on, name="enrollment"),
    path("learning/enrollments/<str:enrollment_id>/withdrawal/", enrolling.withdraw, name="withdraw"),
    path(_LESSON, player.show_lesson, name="lesson"),
    path(f"{_LESSON}attempt/", player.start_attempt, name="attempt-start"),
    path(f"{_LESSON}file/", player.download_file, name="lesson-file"),
    path(f"{_LESSON}video/", player.play_video, name="lesson-video"),
    path(f"{_LESSON}captions/", player.play_captions, name="lesson-captions"),
    path(f"{_LESSON}work/", practice.hand_in, name="work-hand-in"),
    path(f"{_LESSON}units/<slug:unit>/launches/", packages.launch, name="package-launch"),
    path("learning/launches/<str:launch_id>/", packages.show_launch, name="launch"),
    path("packages/<str:launch_token>/", serving.show_stage, name="package-stage"),
    path("packages/<str:launch_token>/reports/", serving.keep_report, name="package-report"),
    path("packages/<str:launch_token>/authorization/", records.fetch_credentials, name="package-authorization"),
    path("packages/<str:launch_token>/lrs/<path:resource>", records.answer, name="package-records"),
    path("packages/<str:launch_token>/files/<path:member>", serving.give_member, name="package-member"),
    path("xapi/about", statements.tell_about, name="xapi-about"),
    path("xapi/statements", statements.take_statements, name="xapi-statements"),
    path("learning/work/", practice.show_queue, name="work-queue"),
    path("learning/work/<str:work_id>/", practice.show_work, name="work"),
    path("learning/work/<str:work_id>/file/", practice.download_file, name="work-file"),
    path("learning/attempts/<str:attempt_id>/", player.show_attempt, name="attempt"),
    path("learning/attempts/<str:attempt_id>/answers/", player.save_answers, name="attempt-answers"),
    path("learning/certificates/", certificates.show_certificates, name="certificates"),
    path("learning/certificates/<str:certificate_id>/", certificates.show_certificate, name="certificate"),
    path("learning/certificates/<str:certificate_id>/revocation/", certificates.revoke, name="certificate-revoke"),
    path("learning/completions/new/", certificates.record_completion, name="completion-new"),
    path("certificates/", certificates.ask_number, name="verify"),
    path("certificates/<slug:number>/", certificates.verify, name="verified"),
    path("certificates/<slug:number>/credential/", badges.give_credential, name="badge-credential"),
    path("certificates/<slug:number>/badge/", badges.give_image, name="badge"),
    path("badges/issuer/", badges.give_issuer, name="badge-issuer"),
    path("badges/keys/<str:badge_key_id>/", badges.give_key, name="badge-key"),
    path("badges/status/<int:part>/", badges.give_status_list, name="badge-status"),
    path("badges/achievements/<slug:key>/", badges.show_achievement, name="achievement"),
    path("learning/badge-keys/", badges.show_keys, name="badge-keys"),
    path("learning/badge-keys/new/", badges.replace_key, name="badge-key-new"),
    path("learning/certifications/", defining.show_certifications, name="certifications"),
    path("learning/certifications/new/", defining.define_certification, name="certification-new"),
    path("learning/certifications/<slug:key>/", defining.define_certification, name="certification"),
    path("learning/certifications/<slug:key>/releases/new/", defining.publish_release, name="release-new"),
    path("learning/competencies/", defining.show_competencies, name="competencies"),
    path("learning/competencies/new/", defining.define_competency, name="competency-new"),
    path("learning/competencies/<slug:key>/", defining.define_competency, name="competency"),
    path("learning/courses/new/", writing.create_course, name="course-new"),
    path(_COURSE, catalog.show_course, name="course"),
    path(f"{_COURSE}enrollment/", enrolling.enroll_oneself, name="enroll"),
    path(f"{_COURSE}enrollments/new/", enrolling.enroll_people, name="enroll-people"),
    path(f"{_COURSE}enrollments/all/", enrolling.enroll_everybody, name="enroll-everybody"),
    path(f"{_COURSE}audience/", writing.change_audience, name="audience"),
    path(f"{_COURSE}steps/<slug:course_step>/", writing.take_step, name="course-step"),
    path(f"{_COURSE}draft/", writing.show_draft, name="draft"),
    path(f"{_COURSE}draft/facts/", writing.change_facts, name="draft-facts"),
    path(f"{_COURSE}draft/places/", outlines.change_place, name="draft-place"),
    path(f"{_COURSE}draft/modules/new/", outlines.edit_module, name="module-new"),
    path(f"{_COURSE}draft/modules/<slug:module>/", outlines.edit_module, name="module"),
    path(f"{_COURSE}draft/modules/<slug:module>/new/content/", outlines.edit_lesson, name="lesson-new"),
    path(f"{_COURSE}draft/modules/<slug:module>/<slug:lesson>/content/", outlines.edit_lesson, name="lesson-content"),
    path(f"{_COURSE}draft/questions/new/", outlines.edit_question, name="question-new"),
    path(f"{_COURSE}draft/questions/<slug:question>/", outlines.edit_question, name="question"),
]
