"""Two people at the same moment, for tests with the fixture database_on_disk."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def run_at_once(*steg, refusals):
    """What became of each step: its value, or which of the refusals it met."""
    barrier = Barrier(len(steg))

    def run(ett_steg):
        try:
            barrier.wait()
            return ett_steg()
        except refusals as fel:
            return fel
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steg)) as tradar:
        return list(tradar.map(run, steg))
