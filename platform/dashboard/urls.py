"""The pages' addresses. Every one below `a/<assistant>/` stands behind `access.for_assistant`."""

from django.urls import URLPattern, URLResolver, include, path

from dashboard.pages import (
    audit,
    conversations,
    corrections,
    examples,
    exams,
    fixes,
    home,
    insights,
    install,
    keys,
    knowledge,
    members,
    models,
    overview,
    playground,
    questions,
    reference,
    reports,
    search,
    settings,
    shared,
    sources,
    training,
    trainings,
)

knowledge_pages = [
    path("", knowledge.knowledge, name="knowledge"),
    path("live", knowledge.live_sources, name="live-sources"),
    path("websites", knowledge.add_website, name="add-website"),
    path("files", knowledge.add_files, name="add-files"),
    path("texts", knowledge.add_text, name="add-text"),
    path("pairs", knowledge.add_question, name="add-question"),
    path("search", search.test_search, name="search"),
    path("sources/<uuid:source_id>", sources.source, name="source"),
    path("sources/<uuid:source_id>/live", sources.live_source, name="live-source"),
    path("sources/<uuid:source_id>/reads", sources.read_again, name="read-again"),
    path("sources/<uuid:source_id>/removal", sources.remove_source, name="remove-source"),
    path("documents/<uuid:document_id>", sources.document, name="document"),
    path("questions", questions.questions, name="questions"),
    path("questions/<uuid:question_id>", questions.question, name="question"),
    path("questions/<uuid:question_id>/removal", questions.remove_question, name="remove-question"),
]

training_pages = [
    path("", training.training, name="training"),
    path("datasets", training.build_dataset, name="build-dataset"),
    path("datasets/<uuid:dataset_id>", examples.dataset, name="dataset"),
    path("datasets/<uuid:dataset_id>/review", examples.review, name="review"),
    path("examples/<uuid:example_id>", examples.example, name="example"),
    path("runs", training.start_training, name="start-training"),
    path("runs/<uuid:training_id>", trainings.training_run, name="training-run"),
    path("runs/<uuid:training_id>/live", trainings.live_training, name="live-training"),
    path("runs/<uuid:training_id>/cancellation", trainings.cancel_training, name="cancel-training"),
    path("versions/<uuid:adapter_id>/promotion", trainings.promote, name="promote"),
    path("rollback", trainings.roll_back, name="roll-back"),
    path("reports/<uuid:report_id>", reports.report, name="report"),
    path("reports/<uuid:report_id>/link", reports.share_report, name="share-report"),
    path("reports/<uuid:report_id>/link/removal", reports.unshare_report, name="unshare-report"),
    path("reports/<uuid:report_id>/questions/<int:number>", fixes.fix_report, name="fix-report"),
    path("exams", exams.exams, name="exams"),
    path("exams/new", exams.add_exam, name="add-exam"),
    path("exams/<uuid:run_id>", exams.exam, name="exam"),
    path("exams/<uuid:run_id>/removal", exams.remove_exam, name="remove-exam"),
    path("exams/<uuid:run_id>/questions/<int:number>", fixes.fix_exam, name="fix-exam"),
]

settings_pages = [
    path("", settings.settings, name="settings"),
    path("models", models.models, name="models"),
    path("models/installations", models.install_model, name="install-model"),
    path("models/choice", models.choose_model, name="choose-model"),
    path("members", members.members, name="members"),
    path("members/<int:membership_id>/removal", members.remove_member, name="remove-member"),
    path("keys", keys.keys, name="keys"),
    path("keys/<uuid:key_id>/revocation", keys.revoke_key, name="revoke-key"),
    path("audit", audit.audit_trail, name="audit"),
]

assistant_pages: list[URLPattern | URLResolver] = [
    path("", overview.overview, name="overview"),
    path("knowledge/", include(knowledge_pages)),
    path("training/", include(training_pages)),
    path("settings/", include(settings_pages)),
    path("playground", playground.playground, name="playground"),
    path("playground/<str:version>/sessions", playground.playground_session, name="playground-session"),
    path("playground/<str:version>/conversations", playground.start_over, name="start-over"),
    path("conversations", conversations.conversations, name="conversations"),
    path("conversations/<uuid:conversation_id>", conversations.conversation, name="conversation"),
    path("answers/<uuid:message_id>/correction", corrections.correction, name="correction"),
    path("insights", insights.insights, name="insights"),
    path("install", install.install, name="install"),
    path("install/origins", install.origins, name="origins"),
    path("install/check", install.check, name="install-check"),
    path("install/seen", install.seen, name="seen"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("reports/<uuid:report_id>/<str:token>", shared.shared_report, name="shared-report"),
    path("join/<str:token>", members.join, name="join"),
    path("api/docs", reference.reference, name="api-reference"),
    path("a/<uuid:assistant_id>/", include(assistant_pages)),
]
