from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from quartier.accounts import views

urlpatterns = [
    path("anmelden/", LoginView.as_view(template_name="accounts/sign_in.html"), name="sign-in"),
    path("abmelden/", LogoutView.as_view(), name="sign-out"),
    path("einladung/<str:word>/", views.invitation, name="invitation"),
]
