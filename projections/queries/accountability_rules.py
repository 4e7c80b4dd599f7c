"""The decisions in an accountability report: resolutions or attestations, with the rules applied and the languages."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from domain.rules.rulesets import NoRule, Rulebook, RuleRef
from domain.rules.values import Process, Scale
from domain.text import Words
from projections.communities.community import CommunityRow
from projections.decisions.resolution import ResolutionRow
from projections.decisions.session import Call, SessionRow
from projections.plans.plan import Adopted, Evaluated
from projections.queries import accountability_report as report_types
from projections.queries.lateness import lateness, law_in


def rule_text(rules: Rulebook, ref: RuleRef | None, on: date) -> report_types.RuleSaid | None:
    """A rule as it was valid on a day when it was used."""
    if ref is None:
        return None
    try:
        rule = rules.used(ref, on)
    except NoRule:
        return report_types.RuleSaid(ref, None, None, None)
    return report_types.RuleSaid(ref, rule.text.title, rule.article, rule.certainty)


def scale(rules: Rulebook, ref: RuleRef | None, on: date) -> dict[str, Words]:
    """The words of a scale, in all languages, by their keys; none where the rule is not known."""
    try:
        value = rules.used(ref, on).value if ref else None
    except NoRule:
        return {}
    return {level.key: level.name for level in value.levels} if isinstance(value, Scale) else {}


def principles(rules: Rulebook, process: RuleRef, on: date) -> dict[str, Words]:
    """The names of the principles with which a process tags projects."""
    try:
        value = rules.used(process, on).value
    except NoRule:
        return {}
    return {level.key: level.name for level in value.principles} if isinstance(value, Process) else {}


def adoption(
    rules: Rulebook,
    home: CommunityRow,
    it: Adopted,
    resolutions: Mapping[UUID, ResolutionRow],
    sessions: Mapping[UUID, SessionRow],
) -> report_types.Adoption:
    decided = attested = None
    law, recorded_at = law_in(rules, home), it.recorded_at or it.at
    entered = lateness(law, it.decided_on or it.at, recorded_at)
    if it.resolution and it.session:
        resolution, session = resolutions.get(it.resolution), sessions.get(it.session)
        if resolution and session:  # by the facts, they may be dated later than the vote
            decided = decision(rules, resolution, session)
    elif it.decided_on and it.document and it.certainty:
        attested = report_types.Attestation(it.decided_on, it.session_name or {}, it.document, it.certainty)
    return report_types.Adoption(it.number, it.sha256, it.at, it.attested, decided, attested, recorded_at, *entered)


def decision(rules: Rulebook, resolution: ResolutionRow, session: SessionRow) -> report_types.Decision:
    """The votes, and the sitting that had its quorum: of several calls the last."""
    sitting = next((one for one in reversed(session.calls) if one.quorum), Call(0, session.starts))
    voted = (resolution.voted_at or session.starts).date()
    return report_types.Decision(
        resolution=resolution.id,
        title=resolution.title,
        year=resolution.year,
        number=resolution.number,
        voted_at=resolution.voted_at,
        confirmed_by=[one.role for one in session.confirmations if resolution.id in one.resolutions],
        votes_for=resolution.votes_for or 0,
        votes_against=resolution.votes_against or 0,
        abstentions=resolution.abstentions or 0,
        by_president=resolution.by_president,
        majority_rule=rule_text(rules, resolution.majority, voted),
        session=session.id,
        session_title=session.title,
        call=sitting.call or None,
        present=len(sitting.present) if sitting.call else None,
        in_office=sitting.in_office,
        quorum_rule=rule_text(rules, sitting.rule, (sitting.met_at or session.starts).date()),
    )


def evaluation(rules: Rulebook, it: Evaluated | None) -> report_types.Evaluation | None:
    if it is None:
        return None
    on = it.at.date()
    return report_types.Evaluation(
        assessor=it.assessor,
        summary=it.summary,
        openness=it.openness,
        openness_name=scale(rules, it.openness_rule, on).get(it.openness),
        openness_rule=rule_text(rules, it.openness_rule, on),
        ambition=it.ambition,
        ambition_name=scale(rules, it.ambition_rule, on).get(it.ambition),
        ambition_rule=rule_text(rules, it.ambition_rule, on),
        at=it.at,
    )
