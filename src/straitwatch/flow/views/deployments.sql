-- Deployments: who went out by which gate, came back by which, and was away for how many days.
-- Each is a transit out and a later one back of the same objects; `out_event` and `back_event` are
-- the ids of the two in `events`, where their evidence stands.
SELECT
    d.object_id,
    d.object_name AS name,
    1 + coalesce(len(d.others), 0) AS ships,
    d.others,
    (d.detail ->> '$.out_gate') AS out_gate,
    d.from_sea,
    d.to_sea,
    (d.detail ->> '$.back_gate') AS back_gate,
    d.t_start,
    d.t_end,
    d."when",
    d.n AS days,
    (d.detail ->> '$.days_min')::DOUBLE AS days_min,
    (d.detail ->> '$.days_max')::DOUBLE AS days_max,
    d.certainty,
    o.certainty AS out_is,
    b.certainty AS back_is,
    (d.detail ->> '$.out_event') AS out_event,
    (d.detail ->> '$.back_event') AS back_event,
    d.event_id
FROM events AS d
LEFT JOIN events AS o ON o.event_id = (d.detail ->> '$.out_event')
LEFT JOIN events AS b ON b.event_id = (d.detail ->> '$.back_event')
WHERE d.kind = 'deployment' AND d.status <> 'retracted'
ORDER BY d.t_start, d.event_id
