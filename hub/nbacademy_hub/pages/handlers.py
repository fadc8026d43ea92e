"""Where the pages are."""

from __future__ import annotations

from pathlib import Path

from . import (
    account,
    assignments,
    courses,
    extensions,
    gradebook,
    marking,
    people,
    quizzes,
    regrades,
    requests,
    similarity,
    submissions,
    unsubscribe,
    wards,
)

TEMPLATES = Path(__file__).parent / "templates"

_COURSE = r"courses/([^/]+)"
_ASSIGNMENT = rf"{_COURSE}/assignments/([^/]+)"
_CELL = rf"{_ASSIGNMENT}/cells/([^/]+)"

ROUTES = [
    (r"", courses.HomePage),
    (r"style\.css", courses.StyleSheet),
    (r"people", people.PeoplePage),
    (r"people/([^/]+)", people.PersonPage),
    (r"people/([^/]+)/role", people.PersonRolePage),
    (r"people/([^/]+)/remove", people.RemovePersonPage),
    (r"role-requests", people.RoleRequestsPage),
    (r"role-requests/([^/]+)", people.DecideRolePage),
    (r"audit", people.AuditPage),
    (r"account", account.AccountPage),
    (r"account/password", account.AccountPasswordPage),
    (r"account/email", account.AccountEmailPage),
    (r"account/notifications", account.AccountNotificationsPage),
    (r"account/second-factor", account.AccountSecondFactorPage),
    (r"account/second-factor/remove", account.AccountRemoveSecondFactorPage),
    (r"account/unlink", account.AccountUnlinkPage),
    (r"wards", wards.WardsPage),
    (r"wards/([^/]+)", wards.WardPage),
    (r"unsubscribe/([^/]+)", unsubscribe.UnsubscribePage),
    (_COURSE, courses.CoursePage),
    (rf"{_COURSE}/formgrader", courses.FormgraderPage),
    (rf"{_COURSE}/queue", courses.QueuePage),
    (rf"{_COURSE}/settings", courses.CourseSettingsPage),
    (rf"{_COURSE}/gradebook", gradebook.GradebookPage),
    (rf"{_COURSE}/grades", gradebook.GradesPage),
    (rf"{_COURSE}/submissions", submissions.SubmissionsPage),
    (rf"{_COURSE}/groups", extensions.GroupsPage),
    (r"groups/([^/]+)", extensions.GroupPage),
    (r"groups/([^/]+)/remove", extensions.RemoveGroupPage),
    (rf"{_COURSE}/regrade-requests", requests.RegradeRequestsPage),
    (r"regrade-requests/([^/]+)", requests.RegradeRequestPage),
    (r"regrade-requests/([^/]+)/messages", requests.RegradeReplyPage),
    (_ASSIGNMENT, assignments.AssignmentPage),
    (rf"{_ASSIGNMENT}/settings", assignments.AssignmentSettingsPage),
    (rf"{_ASSIGNMENT}/grade", assignments.GradePage),
    (rf"{_ASSIGNMENT}/grade-chosen", submissions.GradeChosenPage),
    (rf"{_ASSIGNMENT}/release-feedback", assignments.ReleaseFeedbackPage),
    (rf"{_ASSIGNMENT}/extensions", extensions.ExtensionsPage),
    (rf"{_ASSIGNMENT}/extensions/remove", extensions.RemoveExtensionPage),
    (rf"{_ASSIGNMENT}/regrades", regrades.RegradesPage),
    (r"regrades/([^/]+)", regrades.RegradePage),
    (r"regrades/([^/]+)/publish", regrades.PublishRegradePage),
    (r"regrades/([^/]+)/drop", regrades.DropRegradePage),
    (rf"{_ASSIGNMENT}/similarity", similarity.SimilarityPage),
    (r"similarity/([^/]+)", similarity.SimilarPairPage),
    (rf"{_ASSIGNMENT}/marking", marking.MarkingPage),
    (rf"{_CELL}/marking", marking.AnswersPage),
    (rf"{_CELL}/comments", marking.CommentsPage),
    (rf"{_CELL}/comments/([^/]+)/remove", marking.RemoveCommentPage),
    (rf"{_COURSE}/marks/([^/]+)", marking.MarkPage),
    (rf"{_COURSE}/marks/([^/]+)/claim", marking.ClaimMarkPage),
    (rf"{_COURSE}/marks/([^/]+)/let-go", marking.LetGoPage),
    (r"submissions/([^/]+)", submissions.SubmissionPage),
    (rf"{_COURSE}/quizzes", quizzes.QuizzesPage),
    (r"quizzes/([^/]+)", quizzes.QuizPage),
    (r"quizzes/([^/]+)/attempts", quizzes.QuizAttemptsPage),
    (r"attempts/([^/]+)", quizzes.AttemptPage),
]
