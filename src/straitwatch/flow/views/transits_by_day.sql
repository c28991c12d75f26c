-- Transits of each gate by day and direction: how many passages, and how many craft in them.
-- The day (UTC) is that of the middle of the span in which the passage was, so that one that is
-- reported for a day in Japan stands under that date. What tracks, reports and the simulation
-- tell stands in rows of their own: two of them may tell of one passage, so never add them.
SELECT
    make_timestamptz((epoch_us(t_start) + epoch_us(coalesce(t_end, t_start))) // 2)::DATE AS day,
    "where" AS gate,
    from_sea,
    to_sea,
    CASE certainty WHEN 'simulated' THEN 'simulation' WHEN 'reported' THEN 'reports' ELSE 'tracks' END
        AS counted_from,
    count(*) AS transits,
    sum(coalesce(n, 1 + coalesce(len(others), 0)))::BIGINT AS craft
FROM events
WHERE kind = 'transit' AND status <> 'retracted' AND t_start IS NOT NULL
GROUP BY ALL
ORDER BY ALL
