-- Scrambles by fiscal year of Japan, the change against the year before, and the groups' sums.
-- Of counts that several documents give the surest, then the newest, is taken; a count that was
-- derived from a change is marked. `by_country` and `by_region` add up the counts of the groups:
-- where they differ from `scrambles`, a group was not read or a source is wrong.
WITH best AS (
    SELECT *,
        substr(period, 3, 4)::INTEGER AS fiscal_year,
        len(list_filter(coalesce(derived, []), d -> d.slot = 'value')) > 0 AS is_derived
    FROM statistics
    WHERE what = 'scrambles' AND regexp_full_match(period, 'FY[0-9]{4}')
    QUALIFY row_number() OVER (
        PARTITION BY period, group_by, "group"
        ORDER BY value_is = 'exact' DESC, confidence DESC, published DESC NULLS LAST, document) = 1
), years AS (
    SELECT
        fiscal_year,
        max(value) FILTER (group_by = 'all') AS scrambles,
        max(value_is) FILTER (group_by = 'all') AS value_is,
        sum(value) FILTER (group_by = 'country')::BIGINT AS by_country,
        sum(value) FILTER (group_by = 'region')::BIGINT AS by_region,
        bool_or(is_derived) AS is_derived
    FROM best
    GROUP BY fiscal_year
)
SELECT
    y.fiscal_year, y.scrambles, y.value_is, y.scrambles - before.scrambles AS change,
    y.by_country, y.by_region, y.is_derived
FROM years AS y
LEFT JOIN years AS before ON before.fiscal_year = y.fiscal_year - 1
ORDER BY y.fiscal_year
