-- The tables of all read models: written by `make schemas` from the types of their rows and from their .sql files.
-- A row of a read model holds from position `since` to just before `until`. An entry of the log adds to `moment`, `document` and
-- `audit` rows that never change.

-- The position of each read model: that of the next entry to fold; its digest; and the SHA-256 of the last entry that it
-- has folded, which the log must have just before that position (null: none yet, or not known).
create table read_model (
    name   text primary key,
    next   bigint not null,
    digest text not null,
    last   bytea
);

-- Communities.
create table community (
    id              uuid,
    code            text not null,
    name            jsonb not null,
    time_zone       text not null,
    version         integer not null,
    kind            text,
    parent          uuid,
    jurisdiction    text,
    population      integer,
    population_year integer,
    focal_points    uuid[] not null,
    since           bigint,
    until           bigint not null,
    fact_since      timestamptz,
    fact_until      timestamptz not null,
    primary key (id, since, fact_since)
);
create index community_open on community (id) where until = 9223372036854775807;
create index community_by_facts on community (id, fact_since) where fact_since < fact_until;
create index community_code on community (code, since);
create index community_parent on community (parent, since);

-- Organisations.
create table organisation (
    id                  uuid,
    community           uuid not null,
    name                jsonb not null,
    kind                text not null,
    representative      uuid,
    representative_name uuid,
    dissolved           boolean not null,
    version             integer not null,
    since               bigint,
    until               bigint not null,
    fact_since          timestamptz,
    fact_until          timestamptz not null,
    primary key (id, since, fact_since)
);
create index organisation_open on organisation (id) where until = 9223372036854775807;
create index organisation_by_facts on organisation (id, fact_since) where fact_since < fact_until;
create index organisation_of_community on organisation (community, since);

-- The offices that one person holds in one community.
create table office (
    id         uuid,
    community  uuid not null,
    holder     uuid not null,
    roles      text[] not null,
    since      bigint,
    until      bigint not null,
    fact_since timestamptz,
    fact_until timestamptz not null,
    primary key (id, since, fact_since)
);
create index office_open on office (id) where until = 9223372036854775807;
create index office_by_facts on office (id, fact_since) where fact_since < fact_until;
create index office_of_community on office (community, since);
create index office_in_office on office (community)
    where until = 9223372036854775807 and roles <> '{}' and roles <> '{citizen}';

-- Memberships of networks.
create table membership (
    id          uuid,
    community   uuid not null,
    network     uuid not null,
    standing    text not null,
    resolution  uuid,
    document    jsonb,
    applied_at  timestamptz not null,
    accepted_at timestamptz,
    ended_at    timestamptz,
    reason      jsonb not null,
    since       bigint,
    until       bigint not null,
    fact_since  timestamptz,
    fact_until  timestamptz not null,
    primary key (id, since, fact_since)
);
create index membership_open on membership (id) where until = 9223372036854775807;
create index membership_by_facts on membership (id, fact_since) where fact_since < fact_until;
create index membership_of_community on membership (community, since);
create index membership_in_network on membership (network, since);

-- Bodies of communities.
create table body (
    id           uuid,
    community    uuid not null,
    kind         text not null,
    name         jsonb not null,
    seats        integer not null,
    term_ends    date,
    parent       uuid,
    version      integer not null,
    dissolved_on date,
    reason       jsonb not null,
    since        bigint,
    until        bigint not null,
    fact_since   timestamptz,
    fact_until   timestamptz not null,
    primary key (id, since, fact_since)
);
create index body_open on body (id) where until = 9223372036854775807;
create index body_by_facts on body (id, fact_since) where fact_since < fact_until;
create index body_of_community on body (community, since);
create index body_of_parent on body (parent, since);

-- Seats in bodies, one for each member.
create table seat (
    id         uuid,
    community  uuid not null,
    body       uuid not null,
    member     uuid not null,
    name       uuid not null,
    gender     text not null,
    capacity   text not null,
    category   text not null,
    seated_on  date not null,
    held_from  date not null,
    left_on    date,
    reason     uuid,
    since      bigint,
    until      bigint not null,
    fact_since timestamptz,
    fact_until timestamptz not null,
    primary key (id, since, fact_since)
);
create index seat_open on seat (id) where until = 9223372036854775807;
create index seat_by_facts on seat (id, fact_since) where fact_since < fact_until;
create index seat_of_body on seat (body, since);

create table practice (
    id          uuid,
    community   uuid not null,
    title       jsonb not null,
    text        jsonb not null,
    occurred_at timestamptz not null,
    reason      jsonb,
    since       bigint,
    until       bigint not null,
    fact_since  timestamptz,
    fact_until  timestamptz not null,
    primary key (id, since, fact_since)
);
create index practice_open on practice (id) where until = 9223372036854775807;
create index practice_by_facts on practice (id, fact_since) where fact_since < fact_until;
create index practice_of_community on practice (community, since);

-- Consultations.
create table consultation (
    id                    uuid,
    community             uuid not null,
    title                 jsonb not null,
    description           uuid not null,
    description_languages text[] not null,
    opens                 timestamptz not null,
    closes                timestamptz,
    participants          text not null,
    ballot                text not null,
    ballots_per_person    integer,
    source_system         text,
    source_reference      text,
    plan                  uuid,
    number                integer,
    imported_until        timestamptz,
    closed                boolean not null,
    report                uuid,
    report_languages      text[] not null,
    version               integer not null,
    ballots_apart         boolean not null,
    since                 bigint,
    until                 bigint not null,
    fact_since            timestamptz,
    fact_until            timestamptz not null,
    primary key (id, since, fact_since)
);
create index consultation_open on consultation (id) where until = 9223372036854775807;
create index consultation_by_facts on consultation (id, fact_since) where fact_since < fact_until;
create index consultation_of_community on consultation (community, since);
create index consultation_of_plan on consultation (plan, since) where plan is not null;

-- Proposals. Their words are in `opening`.
create table proposal (
    id                uuid,
    consultation      uuid not null,
    author            uuid,
    recorded_by       text not null,
    title             uuid,
    body              uuid not null,
    language          text not null,
    origin            text not null,
    reference         text,
    challenge         uuid,
    meeting           uuid,
    recommendation    uuid,
    after_closing     boolean not null,
    moderation        text not null,
    moderation_reason uuid,
    withdrawn         boolean not null,
    merged_into       uuid,
    answer            text,
    reasons           uuid,
    plan              uuid,
    project           uuid,
    activity          uuid,
    occurred_at       timestamptz not null,
    version           integer not null,
    since             bigint,
    until             bigint not null,
    fact_since        timestamptz,
    fact_until        timestamptz not null,
    primary key (id, since, fact_since)
);
create index proposal_open on proposal (id) where until = 9223372036854775807;
create index proposal_by_facts on proposal (id, fact_since) where fact_since < fact_until;
create index proposal_of_consultation on proposal (consultation, occurred_at desc, id, since, until);
create index proposal_unanswered on proposal (consultation, occurred_at, id, since, until)
    where answer is null and not withdrawn and merged_into is null and moderation <> 'hidden';
create index proposal_body on proposal (body);
create index proposal_title on proposal (title);
create index proposal_of_challenge on proposal (challenge, since) where challenge is not null;
create index proposal_of_recommendation on proposal (recommendation, since) where recommendation is not null;
create index proposal_of_plan on proposal (plan, since) where plan is not null;
create index proposal_of_project on proposal (project, since) where project is not null;
create index proposal_of_activity on proposal (activity, since) where activity is not null;

-- When words were last hidden, withdrawn or shown again is looked up with every read.
create index proposal_hidden on proposal ((case when until = 9223372036854775807 then since else until end))
where moderation = 'hidden' or withdrawn;

-- Comments. Their words are in `opening`.
create table comment (
    id                uuid,
    consultation      uuid not null,
    proposal          uuid not null,
    parent            uuid,
    author            uuid,
    stance            text not null,
    body              uuid not null,
    language          text not null,
    moderation        text not null,
    moderation_reason uuid,
    withdrawn         boolean not null,
    occurred_at       timestamptz not null,
    version           integer not null,
    since             bigint,
    until             bigint not null,
    fact_since        timestamptz,
    fact_until        timestamptz not null,
    primary key (id, since, fact_since)
);
create index comment_open on comment (id) where until = 9223372036854775807;
create index comment_by_facts on comment (id, fact_since) where fact_since < fact_until;
create index comment_body on comment (body);
create index comment_of_proposal on comment (proposal, occurred_at, id, since, until);
create index comment_replies on comment (parent, occurred_at, id, since, until) where parent is not null;
create index comment_hidden on comment ((case when until = 9223372036854775807 then since else until end))
where moderation = 'hidden' or withdrawn;

-- How each proposal stands.
create table tally (
    proposal     uuid,
    consultation uuid not null,
    support      integer not null,
    agree        integer not null,
    disagree     integer not null,
    undecided    integer not null,
    since        bigint,
    until        bigint not null,
    fact_since   timestamptz,
    fact_until   timestamptz not null,
    primary key (proposal, since, fact_since)
);
create index tally_open on tally (proposal) where until = 9223372036854775807;
create index tally_by_facts on tally (proposal, fact_since) where fact_since < fact_until;

-- Meetings.
create table meeting (
    id                  uuid,
    community           uuid not null,
    kind                text not null,
    title               jsonb not null,
    starts              timestamptz not null,
    ends                timestamptz not null,
    place               jsonb,
    remote              text,
    plan                uuid,
    held                boolean not null,
    cancelled           boolean not null,
    cancellation_reason jsonb,
    attendance          jsonb,
    minutes             jsonb,
    summary             jsonb,
    version             integer not null,
    since               bigint,
    until               bigint not null,
    fact_since          timestamptz,
    fact_until          timestamptz not null,
    primary key (id, since, fact_since)
);
create index meeting_open on meeting (id) where until = 9223372036854775807;
create index meeting_by_facts on meeting (id, fact_since) where fact_since < fact_until;
create index meeting_of_community on meeting (community, since);
create index meeting_of_plan on meeting (plan, since) where plan is not null;

-- Recommendations.
create table recommendation (
    id         uuid,
    meeting    uuid not null,
    community  uuid not null,
    text       jsonb not null,
    number     integer not null,
    since      bigint,
    until      bigint not null,
    fact_since timestamptz,
    fact_until timestamptz not null,
    primary key (id, since, fact_since)
);
create index recommendation_open on recommendation (id) where until = 9223372036854775807;
create index recommendation_by_facts on recommendation (id, fact_since) where fact_since < fact_until;
create index recommendation_of_meeting on recommendation (meeting, since);

-- Challenges that were raised in consultations.
create table raised_challenge (
    id           uuid,
    consultation uuid not null,
    community    uuid not null,
    text         uuid not null,
    axis         uuid,
    number       integer not null,
    since        bigint,
    until        bigint not null,
    fact_since   timestamptz,
    fact_until   timestamptz not null,
    primary key (id, since, fact_since)
);
create index raised_challenge_open on raised_challenge (id) where until = 9223372036854775807;
create index raised_challenge_by_facts on raised_challenge (id, fact_since) where fact_since < fact_until;
create index raised_challenge_of_consultation on raised_challenge (consultation, since);

-- Activities.
create table activity (
    id                  uuid,
    plan                uuid not null,
    community           uuid not null,
    project             uuid not null,
    title               jsonb not null,
    description         jsonb not null,
    responsible         jsonb not null,
    body                uuid,
    starts              date not null,
    ends                date not null,
    planned_starts      date not null,
    planned_ends        date not null,
    rescheduled         integer not null,
    reschedule_reason   jsonb,
    budget              bigint,
    budget_currency     text,
    budget_source       jsonb,
    spent               bigint,
    spent_currency      text,
    spent_on            date,
    status              text not null,
    status_reason       jsonb,
    progress            integer not null,
    progress_note       jsonb,
    reported            timestamptz,
    completion          text,
    completion_rule     jsonb,
    completion_assessor jsonb,
    completion_evidence text[] not null,
    completion_reasons  jsonb,
    assessed            timestamptz,
    carried_from        uuid,
    carried_to          uuid,
    reminded            date,
    removed             boolean not null,
    removal_reason      jsonb,
    version             integer not null,
    since               bigint,
    until               bigint not null,
    fact_since          timestamptz,
    fact_until          timestamptz not null,
    primary key (id, since, fact_since)
);
create index activity_open on activity (id) where until = 9223372036854775807;
create index activity_by_facts on activity (id, fact_since) where fact_since < fact_until;
create index activity_of_plan on activity (plan, until, since);
create index activity_of_project on activity (project, until, since);
create index activity_of_community on activity (community, since);
create index activity_unfinished on activity (ends)
    where until = 9223372036854775807 and not removed and carried_to is null and status not in ('completed', 'cancelled');

-- Indicators of activities.
create table indicator (
    id           uuid,
    activity     uuid not null,
    key          text not null,
    name         jsonb not null,
    unit         jsonb not null,
    baseline     text,
    target       text,
    value        text,
    measured_on  date,
    measurements integer not null,
    since        bigint,
    until        bigint not null,
    fact_since   timestamptz,
    fact_until   timestamptz not null,
    primary key (id, since, fact_since)
);
create index indicator_open on indicator (id) where until = 9223372036854775807;
create index indicator_by_facts on indicator (id, fact_since) where fact_since < fact_until;
create index indicator_of_activity on indicator (activity, since);

-- What indicators were on which day.
create table measurement (
    id          uuid,
    indicator   uuid not null,
    activity    uuid not null,
    measured_on date not null,
    value       text not null,
    since       bigint,
    until       bigint not null,
    fact_since  timestamptz,
    fact_until  timestamptz not null,
    primary key (id, since, fact_since)
);
create index measurement_open on measurement (id) where until = 9223372036854775807;
create index measurement_by_facts on measurement (id, fact_since) where fact_since < fact_until;
create index measurement_of_indicator on measurement (indicator, since);

-- Files that show what was done about activities.
create table evidence (
    id         uuid,
    activity   uuid not null,
    document   jsonb not null,
    note       jsonb not null,
    attached   timestamptz not null,
    since      bigint,
    until      bigint not null,
    fact_since timestamptz,
    fact_until timestamptz not null,
    primary key (id, since, fact_since)
);
create index evidence_open on evidence (id) where until = 9223372036854775807;
create index evidence_by_facts on evidence (id, fact_since) where fact_since < fact_until;
create index evidence_of_activity on evidence (activity, since);

-- Sessions of councils.
create table session (
    id                   uuid,
    community            uuid not null,
    body                 uuid not null,
    kind                 text not null,
    title                jsonb not null,
    starts               timestamptz not null,
    stage                text not null,
    agenda               jsonb not null,
    documents            jsonb not null,
    requested_by         text,
    requesting           integer,
    in_office            integer not null,
    rule                 jsonb not null,
    calls                jsonb not null,
    convened_at          timestamptz not null,
    closed_at            timestamptz,
    minutes              jsonb,
    minutes_summary      jsonb,
    version              integer not null,
    convened_recorded_at timestamptz not null,
    closed_recorded_at   timestamptz,
    confirmations        jsonb not null,
    since                bigint,
    until                bigint not null,
    fact_since           timestamptz,
    fact_until           timestamptz not null,
    primary key (id, since, fact_since)
);
create index session_open on session (id) where until = 9223372036854775807;
create index session_by_facts on session (id, fact_since) where fact_since < fact_until;
create index session_of_community on session (community, since);

-- Resolutions of councils.
create table resolution (
    id                    uuid,
    session               uuid not null,
    community             uuid not null,
    item                  text not null,
    title                 jsonb not null,
    text                  jsonb not null,
    subject               jsonb,
    stage                 text not null,
    tabled_at             timestamptz not null,
    voted_at              timestamptz,
    vote_rule             jsonb,
    votes_for             integer,
    votes_against         integer,
    abstentions           integer,
    by_president          boolean not null,
    majority              jsonb,
    year                  integer,
    number                integer,
    signed_at             timestamptz,
    published_at          timestamptz,
    document              jsonb,
    tabled_recorded_at    timestamptz,
    voted_recorded_at     timestamptz,
    signed_recorded_at    timestamptz,
    published_recorded_at timestamptz,
    since                 bigint,
    until                 bigint not null,
    fact_since            timestamptz,
    fact_until            timestamptz not null,
    primary key (id, since, fact_since)
);
create index resolution_open on resolution (id) where until = 9223372036854775807;
create index resolution_by_facts on resolution (id, fact_since) where fact_since < fact_until;
create index resolution_of_session on resolution (session, since);
create index resolution_of_community on resolution (community, since);
create index resolution_on_plan on resolution ((subject ->> 'plan'), since) where subject ->> 'plan' is not null;

-- Votes by member.
create table vote (
    id          uuid,
    resolution  uuid not null,
    session     uuid not null,
    member      uuid not null,
    choice      text not null,
    occurred_at timestamptz not null,
    since       bigint,
    until       bigint not null,
    fact_since  timestamptz,
    fact_until  timestamptz not null,
    primary key (id, since, fact_since)
);
create index vote_open on vote (id) where until = 9223372036854775807;
create index vote_by_facts on vote (id, fact_since) where fact_since < fact_until;
create index vote_of_resolution on vote (resolution, since);

-- Approvals of versions of plans.
create table approval (
    id           uuid,
    community    uuid not null,
    plan         uuid not null,
    number       integer not null,
    sha256       text not null,
    role         text not null,
    holder_of    uuid not null,
    requested_at timestamptz not null,
    due          timestamptz,
    rule         jsonb,
    decision     text,
    reasons      jsonb,
    decided_at   timestamptz,
    since        bigint,
    until        bigint not null,
    fact_since   timestamptz,
    fact_until   timestamptz not null,
    primary key (id, since, fact_since)
);
create index approval_open on approval (id) where until = 9223372036854775807;
create index approval_by_facts on approval (id, fact_since) where fact_since < fact_until;
create index approval_of_community on approval (community, since);
create index approval_on_plan on approval (plan, since);

-- Advisory opinions on versions of plans.
create table opinion (
    id           uuid,
    community    uuid not null,
    body         uuid not null,
    plan         uuid not null,
    number       integer not null,
    sha256       text not null,
    question     jsonb not null,
    requested_at timestamptz not null,
    due          timestamptz,
    rule         jsonb,
    verdict      text,
    text         jsonb,
    document     jsonb,
    delivered_at timestamptz,
    answer       jsonb,
    followed     text,
    answered_at  timestamptz,
    since        bigint,
    until        bigint not null,
    fact_since   timestamptz,
    fact_until   timestamptz not null,
    primary key (id, since, fact_since)
);
create index opinion_open on opinion (id) where until = 9223372036854775807;
create index opinion_by_facts on opinion (id, fact_since) where fact_since < fact_until;
create index opinion_of_community on opinion (community, since);
create index opinion_on_plan on opinion (plan, since);
create index opinion_of_body on opinion (body, since);

-- Files that the record refers to, by the SHA-256 of their bytes, in hex: one row for each time that an event names one.
create table document (
    sha256     text not null,
    size       integer not null,
    media_type text not null,
    name       jsonb not null,
    thing      uuid not null,
    event      uuid not null,
    position   bigint not null
);
create index document_of_file on document (sha256, position);

-- Plans.
create table plan (
    id             uuid,
    community      uuid not null,
    kind           text not null,
    title          jsonb not null,
    starts         date not null,
    ends           date,
    network        uuid,
    previous       uuid,
    process        jsonb not null,
    opened         timestamptz not null,
    stage          text,
    entered        jsonb not null,
    drafts         integer not null,
    adopted_number integer,
    adoptions      jsonb not null,
    evaluation     jsonb,
    closed         boolean not null,
    close_reason   jsonb,
    version        integer not null,
    since          bigint,
    until          bigint not null,
    fact_since     timestamptz,
    fact_until     timestamptz not null,
    primary key (id, since, fact_since)
);
create index plan_open on plan (id) where until = 9223372036854775807;
create index plan_by_facts on plan (id, fact_since) where fact_since < fact_until;
create index plan_of_community on plan (community, since);
create index plan_following on plan (previous, since) where previous is not null;

-- Axes of plans.
create table axis (
    id             uuid,
    plan           uuid not null,
    title          jsonb not null,
    description    jsonb not null,
    place          integer not null,
    removed        boolean not null,
    removal_reason jsonb,
    since          bigint,
    until          bigint not null,
    fact_since     timestamptz,
    fact_until     timestamptz not null,
    primary key (id, since, fact_since)
);
create index axis_open on axis (id) where until = 9223372036854775807;
create index axis_by_facts on axis (id, fact_since) where fact_since < fact_until;
create index axis_of_plan on axis (plan, since);

-- Challenges in the axes of plans.
create table challenge (
    id             uuid,
    plan           uuid not null,
    axis           uuid not null,
    title          jsonb not null,
    description    jsonb not null,
    place          integer not null,
    removed        boolean not null,
    removal_reason jsonb,
    since          bigint,
    until          bigint not null,
    fact_since     timestamptz,
    fact_until     timestamptz not null,
    primary key (id, since, fact_since)
);
create index challenge_open on challenge (id) where until = 9223372036854775807;
create index challenge_by_facts on challenge (id, fact_since) where fact_since < fact_until;
create index challenge_of_plan on challenge (plan, since);
create index challenge_of_axis on challenge (axis, since);

-- Projects of plans.
create table project (
    id             uuid,
    plan           uuid not null,
    axis           uuid not null,
    title          jsonb not null,
    description    jsonb not null,
    principles     text[] not null,
    challenges     uuid[] not null,
    partners       uuid[] not null,
    taken_from     jsonb,
    taken_up       jsonb not null,
    place          integer not null,
    removed        boolean not null,
    removal_reason jsonb,
    since          bigint,
    until          bigint not null,
    fact_since     timestamptz,
    fact_until     timestamptz not null,
    primary key (id, since, fact_since)
);
create index project_open on project (id) where until = 9223372036854775807;
create index project_by_facts on project (id, fact_since) where fact_since < fact_until;
create index project_of_plan on project (plan, since);
create index project_of_axis on project (axis, since);
create index project_partners on project using gin (partners);
create index project_challenges on project using gin (challenges);

-- Partnerships of projects.
create table partnership (
    id           uuid,
    community    uuid not null,
    plan         uuid not null,
    project      uuid not null,
    partner      uuid not null,
    standing     text not null,
    requested_at timestamptz not null,
    changed_at   timestamptz not null,
    reason       jsonb not null,
    since        bigint,
    until        bigint not null,
    fact_since   timestamptz,
    fact_until   timestamptz not null,
    primary key (id, since, fact_since)
);
create index partnership_open on partnership (id) where until = 9223372036854775807;
create index partnership_by_facts on partnership (id, fact_since) where fact_since < fact_until;
create index partnership_of_project on partnership (project, since);
create index partnership_with on partnership (partner, since);

-- Published versions of plans: each from the position `since` at which it was published, for ever.
create table plan_version (
    id         uuid,
    plan       uuid not null,
    number     integer not null,
    sha256     text not null,
    published  timestamptz not null,
    process    jsonb not null,
    since      bigint,
    until      bigint not null,
    fact_since timestamptz,
    fact_until timestamptz not null,
    primary key (id, since, fact_since)
);
create index plan_version_open on plan_version (id) where until = 9223372036854775807;
create index plan_version_by_facts on plan_version (id, fact_since) where fact_since < fact_until;
create index plan_version_of_plan on plan_version (plan, since);

-- What was begun about plans.
create table referral (
    id         uuid,
    plan       uuid not null,
    what       text not null,
    number     integer,
    at         timestamptz not null,
    place      integer not null,
    since      bigint,
    until      bigint not null,
    fact_since timestamptz,
    fact_until timestamptz not null,
    primary key (id, since, fact_since)
);
create index referral_open on referral (id) where until = 9223372036854775807;
create index referral_by_facts on referral (id, fact_since) where fact_since < fact_until;
create index referral_of_plan on referral (plan, since);

-- The numbers of things in lists.
create table listed (
    id         uuid,
    list       text not null,
    parent     uuid not null,
    number     bigint not null,
    since      bigint,
    until      bigint not null,
    fact_since timestamptz,
    fact_until timestamptz not null,
    primary key (id, since, fact_since)
);
create index listed_open on listed (id) where until = 9223372036854775807;
create index listed_by_facts on listed (id, fact_since) where fact_since < fact_until;
create index listed_below on listed (parent, list, since);

-- Where in the log everything stands that concerns a subject, beyond its own stream.
create table audit (
    subject  uuid not null,
    position bigint not null,
    primary key (subject, position)
);

-- Entries of a root that were recorded after others of it whose facts are newer.
create table entered_later (
    root     uuid not null,
    fact     timestamptz not null,
    position bigint not null,
    primary key (root, position)
);

-- The newest fact of each root.
create table newest_fact (
    root uuid primary key,
    fact timestamptz not null
);
