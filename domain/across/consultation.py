"""Consultations, begun by a registered community, about one of its open plans or about none."""

from typing import get_args

from domain.across.begun import LOOKS, decide_of, looks_of
from domain.kernel import Decider
from domain.participation import consultation
from domain.participation.consultation import Open, consultations

decider = Decider(
    noun=consultations,
    decide=decide_of(Open, consultation.decide, lambda command, act: command.consultation, "consultation"),
    commands=get_args(consultation.Commands),
    stream=lambda command, act: command.consultation,
    root=consultation.consultation_of,
    community=consultation.community_of,
    looks=LOOKS,
    looks_at=looks_of(Open),
)
