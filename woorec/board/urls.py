"""Addresses below /studio/<store>/placements/."""

from django.urls import path, register_converter

from woorec.board import (
    acting,
    find,
    matrix,
    placements,
    publishing,
    replays,
    reserve,
    rule_tests,
    rules,
    studies,
    versions,
    views,
    why,
)


class ListName:
    """Which of the two lists of a board is meant."""

    regex = "live|draft"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ListName, "list_name")

urlpatterns = [
    path("", placements.placements, name="placements"),
    path("<slug:code>/", views.board, name="board"),
    path("<slug:code>/settings/", placements.placement_settings, name="placement-settings"),
    path("<slug:code>/checks/", views.board_checks, name="board-checks"),
    path("<slug:code>/products/", views.board_products, name="board-products"),
    path("<slug:code>/why/<list_name:which>/<int:product_id>/", why.board_why, name="board-why"),
    path("<slug:code>/publish/", publishing.board_publish, name="board-publish"),
    path("<slug:code>/publish/tests/run/", publishing.board_run_tests, name="board-run-tests"),
    path("<slug:code>/publish/tests/", publishing.board_test_progress, name="board-test-progress"),
    path("<slug:code>/submit/", publishing.board_submit, name="board-submit"),
    path("<slug:code>/discard/", publishing.board_discard, name="board-discard"),
    path("<slug:code>/versions/", versions.versions, name="versions"),
    path("<slug:code>/versions/<int:version>/restore/", publishing.board_restore, name="board-restore"),
    path("<slug:code>/matrix/", matrix.board_matrix, name="board-matrix"),
    path("<slug:code>/matrix/<slug:tier>/", matrix.matrix_row, name="board-matrix-row"),
    path("<slug:code>/find/", find.board_find, name="board-find"),
    path("<slug:code>/shoppers/", views.board_shoppers, name="board-shoppers"),
    path("<slug:code>/reserve/<int:position>/", reserve.board_reserve, name="board-reserve"),
    path("<slug:code>/undo/", acting.board_undo, name="board-undo"),
    path("<slug:code>/redo/", acting.board_redo, name="board-redo"),
    path("<slug:code>/act/", rules.board_act, name="board-act"),
    path("<slug:code>/rules/new/<slug:kind>/", rules.rule_new, name="rule-new"),
    path("<slug:code>/rules/preview/<slug:kind>/", rules.rule_preview, name="rule-preview"),
    path("<slug:code>/rules/condition-row/", rules.condition_row, name="condition-row"),
    path("<slug:code>/rules/<uuid:key>/", rules.rule_edit, name="rule-edit"),
    path("<slug:code>/rules/<uuid:key>/switch/", rules.rule_switch, name="rule-switch"),
    path("<slug:code>/rules/<uuid:key>/delete/", rules.rule_delete, name="rule-delete"),
    path("<slug:code>/feasibility/", studies.feasibility, name="feasibility"),
    path("<slug:code>/feasibility/apply/", studies.apply_fix, name="apply-fix"),
    path("<slug:code>/studies/<int:study_id>/progress/", studies.study_progress, name="study-progress"),
    path("<slug:code>/studies/<int:study_id>/stop/", studies.study_stop, name="study-stop"),
    path("<slug:code>/tests/", rule_tests.rule_tests, name="rule-tests"),
    path("<slug:code>/tests/run/", rule_tests.rule_tests_run, name="rule-tests-run"),
    path("<slug:code>/tests/new/", rule_tests.rule_test_new, name="rule-test-new"),
    path("<slug:code>/tests/<int:test_id>/", rule_tests.rule_test_edit, name="rule-test"),
    path("<slug:code>/tests/<int:test_id>/delete/", rule_tests.rule_test_delete, name="rule-test-delete"),
    path("<slug:code>/replay/", replays.replay, name="replay"),
    path("<slug:code>/replay/<int:study_id>/lists/", replays.replay_lists, name="replay-lists"),
    path("<slug:code>/replay/<int:study_id>/changes.csv", replays.replay_csv, name="replay-csv"),
]
