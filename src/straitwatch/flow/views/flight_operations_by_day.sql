-- Take-offs and landings at each ship: what was counted from tracks, and what reports say.
-- Reports count spans of days; a row with `part_of` lies within that other row. Neither add a part
-- to its whole, nor a count from tracks to a report of the same days.
-- A span of at least a day is given by the dates that lie in it by half or more, so that days in
-- Japan keep their dates; a shorter one by the day of its middle.
SELECT
    CASE WHEN t_end - t_start >= INTERVAL 24 HOURS THEN (t_start + INTERVAL 12 HOURS)::DATE
         ELSE make_timestamptz((epoch_us(t_start) + epoch_us(coalesce(t_end, t_start))) // 2)::DATE
         END AS day,
    CASE WHEN t_end - t_start >= INTERVAL 24 HOURS THEN (t_end - INTERVAL 12 HOURS)::DATE
         ELSE make_timestamptz((epoch_us(t_start) + epoch_us(coalesce(t_end, t_start))) // 2)::DATE
         END AS last_day,
    object_id,
    object_name AS name,
    n,
    n_is,
    (detail ->> '$.takeoffs')::BIGINT AS takeoffs,
    (detail ->> '$.landings')::BIGINT AS landings,
    (detail ->> '$.aircraft')::BIGINT AS aircraft,
    (detail ->> '$.craft') AS craft,
    coalesce(detail ->> '$.counted_from', 'reports') AS counted_from,
    certainty,
    (detail ->> '$.part_of') AS part_of,
    event_id
FROM events
WHERE kind = 'flight_operations' AND status <> 'retracted' AND t_start IS NOT NULL
ORDER BY day, last_day, object_id, event_id
