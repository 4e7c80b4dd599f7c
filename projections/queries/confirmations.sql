-- Sessions that wait for their confirmation. No tables of its own: they are computed from the read models and from the log.

-- name: voting
-- The open sessions in which a vote is under way, of one community or of all, about one plan or any. With each the resolutions
-- under vote, and the first plan that they are about; who holds the office of president; and a supervising authority of the
-- jurisdiction, if possible the community's own.
select
    session.id, session.community, voting.resolutions, voting.plan,
    array(
        select holder from office where office.community = session.community and 'president' = any(roles) and {held office}
    ),
    (
        select authority.id from community as authority
        where authority.kind = %(authority)s and authority.jurisdiction = community.jurisdiction and {held authority}
        order by (authority.id = community.parent) is true desc, authority.code limit 1
    ),
    jurisdiction, community.kind, time_zone
from (
    select
        resolution.session, array_agg(resolution.id) as resolutions,
        (array_agg((resolution.subject ->> 'plan')::uuid order by tabled_at)
            filter (where resolution.subject ->> 'plan' is not null))[1] as plan,
        bool_or(resolution.subject ->> 'plan' = %(plan)s::text) as about
    from resolution
    where resolution.stage = 'voting' and {held resolution}
    and (%(community)s::uuid is null or resolution.community = %(community)s)
    group by resolution.session
) as voting
join session on session.id = voting.session and session.stage = 'open' and {held session}
join community on community.id = session.community and {held community}
where %(plan)s::uuid is null or voting.about;

-- name: entries
-- The entries of some streams up to a position, in the order of the log.
select entry from log where stream = any(%(streams)b::uuid[]) and position <= %(position)s and {happened} order by position;
