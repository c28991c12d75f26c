-- Deployments restated from the transits themselves: who came back from which way out.
-- Each ship of a transit walks between two seas: one way is a step up, the other a step down. Two
-- steps over the same level, one after the other, are a way out and its return. Ships that share
-- both are told together. Less than a day away is a shuttle and is left out.
-- A test holds this equal to the events of kind deployment, but for two things that it does not
-- know: a return more than 200 days later, and two transits of a ship at one moment.
WITH ships AS (
    SELECT
        event_id,
        unnest(list_distinct(list_prepend(object_id, coalesce(others, [])))) AS ship,
        make_timestamptz((epoch_us(t_start) + epoch_us(coalesce(t_end, t_start))) // 2) AS t,
        least(from_sea, to_sea) AS sea_a,
        greatest(from_sea, to_sea) AS sea_b,
        CASE WHEN from_sea < to_sea THEN 1 ELSE -1 END AS step
    FROM events
    WHERE kind = 'transit' AND status <> 'retracted' AND t_start IS NOT NULL
      AND from_sea <> to_sea AND NOT regexp_matches(object_id, '^(icao24|name):')
),
walks AS (
    SELECT *, sum(step) OVER (PARTITION BY ship, sea_a, sea_b ORDER BY t, event_id) AS level
    FROM ships
    WHERE NOT regexp_matches(ship, '^(icao24|name):')
),
passes AS (
    SELECT
        *,
        row_number() OVER over_level AS nth,
        lag(event_id) OVER over_level AS out_event,
        lag(t) OVER over_level AS t_out
    FROM walks
    WINDOW over_level AS (
        PARTITION BY ship, sea_a, sea_b, least(level, level - step) ORDER BY t, event_id
    )
)
SELECT
    list(ship ORDER BY ship) AS ships,
    t_out,
    t AS t_back,
    round(epoch(t - t_out) / 86400, 2) AS days,
    out_event,
    event_id AS back_event
FROM passes
WHERE nth % 2 = 0 AND epoch(t - t_out) >= 86400
GROUP BY ALL
ORDER BY t_out, t_back, ships
