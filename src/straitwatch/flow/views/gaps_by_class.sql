-- Gaps by class (at least 1, 6 or 12 hours of silence), craft and flag.
-- A gap is silence in what was read, and no proof that a transponder was off. `open` ones had not
-- ended when the data did.
SELECT
    (g.detail ->> '$.class') AS class,
    coalesce(o.craft, 'not known') AS craft,
    coalesce(o.flag, 'not known') AS flag,
    CASE g.certainty WHEN 'simulated' THEN 'simulation' ELSE 'tracks' END AS counted_from,
    g.status,
    count(*) AS gaps,
    count(DISTINCT g.object_id) AS objects,
    round(sum((g.detail ->> '$.hours')::DOUBLE), 1) AS hours,
    max((g.detail ->> '$.hours')::DOUBLE) AS longest_h
FROM events AS g
LEFT JOIN objects AS o USING (object_id)
WHERE g.kind = 'gap' AND g.status <> 'retracted'
GROUP BY ALL
ORDER BY min((g.detail ->> '$.hours')::DOUBLE), craft, flag, counted_from, g.status
