"""Addresses of accounts, below /api/."""

from django.urls import path

from flowchat.chat.accounts.api import invites, linked, passwords, people, running, signing_in

urlpatterns = [
    path("community/", running.CommunityView.as_view()),
    path("setup/<str:token>/", running.SetupLinkView.as_view()),
    path("auth/login/", signing_in.SignInView.as_view()),
    path("auth/refresh/", signing_in.RefreshView.as_view()),
    path("auth/logout/", signing_in.SignOutView.as_view()),
    path("auth/logout-everywhere/", signing_in.SignOutEverywhereView.as_view()),
    path("auth/firebase/", linked.FirebaseView.as_view()),
    path("auth/sessions/", signing_in.SessionsView.as_view()),
    path("auth/sessions/<uuid:session_id>/", signing_in.SessionView.as_view()),
    path("auth/password/", passwords.PasswordView.as_view()),
    path("auth/reset/", passwords.ResetView.as_view()),
    path("auth/reset/<str:token>/", passwords.ResetLinkView.as_view()),
    path("auth/reset-mail/", passwords.ResetMailView.as_view()),
    path("invites/", invites.InvitesView.as_view()),
    path("invites/<str:key>/", invites.InviteView.as_view()),
    path("me/", people.MeView.as_view()),
    path("users/", people.PeopleView.as_view()),
    path("accounts/", running.AccountsView.as_view()),
    path("accounts/<uuid:user_id>/", running.AccountView.as_view()),
    path("accounts/<uuid:user_id>/reset-link/", running.AccountResetView.as_view()),
]
