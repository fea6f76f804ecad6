from django.apps import AppConfig


class JobtownConfig(AppConfig):
    name = "tests.jobtown"
    label = "jobtown"

    def ready(self) -> None:
        from tests.jobtown.work import WORK

        from quartier.kernel.jobs import JOBS

        for name, function in WORK.items():
            JOBS.register(name, function)
