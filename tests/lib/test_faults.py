"""A refusal tells where, what, what instead, and what happened to the rest."""

import pytest

from stegvis.lib.faults import Fault, Refused


def test_a_fault_reads_where_then_what_then_what_instead():
    fault = Fault("steg_in.toml: surveys[1].at", "'exti' is not a moment.", "Write 'exit'.")

    assert str(fault) == "steg_in.toml: surveys[1].at: 'exti' is not a moment.\n    Write 'exit'."
    assert fault.sentence == "'exti' is not a moment. Write 'exit'."


def test_a_fault_without_a_place_begins_with_what():
    assert str(Fault("", "Datumet finns inte.")) == "Datumet finns inte."


def test_a_fault_is_placed_from_the_inside_out():
    fault = Fault("", "Datumet finns inte.").at("kolumn ”started_on”").at("Rad 14")

    assert str(fault) == "Rad 14: kolumn ”started_on”: Datumet finns inte."


def test_a_refusal_shows_every_fault_and_what_happened_to_the_rest():
    faults = [Fault("Rad 2", "Tom."), Fault("Rad 3", "Dubbel.", "Ta bort den ena.")]

    refusal = Refused(faults, rest="Ingenting har sparats.")

    assert refusal.faults == tuple(faults)
    assert str(refusal) == (
        "Rad 2: Tom.\nRad 3: Dubbel.\n    Ta bort den ena.\nIngenting har sparats."
    )


def test_a_refusal_takes_one_fault_and_moves_as_a_whole():
    refusal = Refused(Fault("", "Tom."), rest="Resten är inläst.").at("Rad 2")

    assert str(refusal) == "Rad 2: Tom.\nResten är inläst."


def test_a_refusal_without_a_fault_cannot_be_made():
    with pytest.raises(ValueError, match="without a fault"):
        Refused([])
