"""People by their numbers: as many as anybody asks for, in one statement."""

from stegvis.participants.among import among
from stegvis.participants.models import Enrolment
from tests.factories import EnrolmentFactory


def test_more_are_found_than_a_statement_takes_values(association):
    wanted, _other = EnrolmentFactory(), EnrolmentFactory()
    numbers = [*range(10**9, 10**9 + 70_000), wanted.pk]

    assert list(Enrolment.objects.filter(among(numbers))) == [wanted]
    assert list(Enrolment.objects.filter(among([wanted.participant_id], "participant"))) == [wanted]
    assert not Enrolment.objects.filter(among([])).exists()
