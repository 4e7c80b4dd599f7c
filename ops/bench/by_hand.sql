-- What `questions.DOCUMENT` asks of a consultation as it stands now, as one statement that gives the JSON of the answer: the
-- number of its proposals from one count, the page from one sort, each tally from one look into an index.
select json_build_object('data', json_build_object('consultation', json_build_object('proposals', json_build_object(
    'totalCount', (
        select count(*) from proposal where consultation = %(consultation)s and until = 9223372036854775807
    ),
    'nodes', coalesce((
        select json_agg(node)
        from (
            select
                page.id, language, upper(origin) as origin, upper(moderation) as moderation, withdrawn,
                occurred_at as "occurredAt", version,
                (
                    select figures from (
                        select
                            coalesce(support, 0) as support, coalesce(agree, 0) as agree,
                            coalesce(disagree, 0) as disagree, coalesce(undecided, 0) as pass,
                            coalesce(support + agree + disagree + undecided, 0) as ballots
                    ) as figures
                ) as tally
            from (
                select * from proposal
                where consultation = %(consultation)s and until = 9223372036854775807
                order by occurred_at desc, id
                limit 50
            ) as page
            left join tally on tally.proposal = page.id and tally.until = 9223372036854775807
            order by occurred_at desc, page.id
        ) as node
    ), '[]')
))))::text
