-- The same count from tracks, restated from the deck landings and take-offs themselves.
-- The ship is the first of `others`; a silent one is told by its deck. The day (UTC) is that on
-- which the operation began. A test holds this equal to the events of kind flight_operations.
SELECT
    t_start::DATE AS day,
    coalesce(
        others[1],
        'name:deck/' || regexp_replace(
            coalesce(detail ->> '$.ship_track', detail ->> '$.deck_id', event_id), '^deck:', ''
        )
    ) AS deck,
    count(*) FILTER (kind = 'deck_takeoff') AS takeoffs,
    count(*) FILTER (kind = 'deck_landing') AS landings,
    count(*) AS n,
    count(DISTINCT object_id) AS aircraft,
    bool_or(certainty = 'simulated') AS simulated
FROM events
WHERE kind IN ('deck_takeoff', 'deck_landing') AND status <> 'retracted' AND t_start IS NOT NULL
GROUP BY ALL
ORDER BY day, deck
