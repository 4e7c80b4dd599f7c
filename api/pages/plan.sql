-- What the page of one plan shows beside its report.

-- name: versions
-- Its published versions as of a position, the last first.
select number, sha256, published from plan_version
where plan = %(id)s and since <= %(position)s and %(position)s < until
order by number desc;

-- name: begun
-- What was begun about it as of a position, in that order, and what each is called, if it has a name.
select
    referral.what, referral.id, referral.number, referral.at,
    coalesce(consultation.title, meeting.title, resolution.title, body.name) as title,
    coalesce(resolution.stage, approval.decision, opinion.verdict) as outcome
from referral
left join consultation on consultation.id = referral.id
    and consultation.since <= %(position)s and %(position)s < consultation.until
left join meeting on meeting.id = referral.id and meeting.since <= %(position)s and %(position)s < meeting.until
left join resolution on resolution.id = referral.id
    and resolution.since <= %(position)s and %(position)s < resolution.until
left join approval on approval.id = referral.id and approval.since <= %(position)s and %(position)s < approval.until
left join opinion on opinion.id = referral.id and opinion.since <= %(position)s and %(position)s < opinion.until
left join body on body.id = opinion.body and body.since <= %(position)s and %(position)s < body.until
where referral.plan = %(id)s and referral.since <= %(position)s and %(position)s < referral.until
order by referral.place;
