-- Entries into territorial seas by year (UTC), State, zone, craft and flag.
-- An entry lasts until its exit: `hours` adds those whose exit is known. `within_error` counts the
-- entries so close to the limit that the error of the coastline decides. An entry of a ship is no
-- breach by itself: ships have innocent passage (UNCLOS 17), aircraft do not.
SELECT
    year(CASE WHEN e.certainty = 'reported'
         THEN make_timestamptz((epoch_us(e.t_start) + epoch_us(coalesce(e.t_end, e.t_start))) // 2)
         ELSE e.t_start END) AS year,
    e."where" AS state,
    coalesce(e.detail ->> '$.zone', 'territorial_sea') AS zone,
    coalesce(o.craft, 'not known') AS craft,
    coalesce(o.flag, 'not known') AS flag,
    CASE e.certainty WHEN 'simulated' THEN 'simulation' WHEN 'reported' THEN 'reports' ELSE 'tracks' END
        AS counted_from,
    count(*) AS entries,
    count(DISTINCT e.object_id) AS objects,
    count(*) FILTER ((e.detail ->> '$.within_error') = 'true') AS within_error,
    round(sum((e.detail ->> '$.hours')::DOUBLE), 1) AS hours
FROM events AS e
LEFT JOIN objects AS o USING (object_id)
WHERE e.kind = 'entry' AND e.status <> 'retracted' AND e.t_start IS NOT NULL
GROUP BY ALL
ORDER BY ALL
