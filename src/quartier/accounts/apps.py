from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "quartier.accounts"
    label = "accounts"
