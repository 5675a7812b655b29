-- In all

SELECT
  COALESCE(SUM(CAST(`t1`.`id` IS NOT NULL AS BIGINT)), 0) AS `enrolled_partners`,
  COALESCE(SUM(CAST(`t1`.`id` IS NOT NULL AS BIGINT)), 0) AS `enrolled_partners_counted`
FROM (
  SELECT
    `t0`.`id`,
    `t0`.`region`,
    `t0`.`status`,
    `t0`.`tier`,
    `t0`.`types`,
    `t0`.`enrolled_at`,
    `t0`.`status_since_at`,
    `t0`.`id` AS `partner_id`,
    CAST(NULL AS DECIMAL(18, 3)) AS `amount`,
    '' AS `currency`
  FROM `partners` AS `t0`
  WHERE
    (
      (
        :region = ''
      ) OR (
        `t0`.`region` = :region
      )
    )
    AND (
      (
        :tier = ''
      ) OR (
        `t0`.`tier` = :tier
      )
    )
    AND (
      (
        :partner = ''
      ) OR (
        `t0`.`id` = CAST(NULLIF(:partner, '') AS STRING)
      )
    )
    AND `t0`.`enrolled_at` >= CAST(:since AS TIMESTAMP)
    AND `t0`.`enrolled_at` < CAST(:until AS TIMESTAMP)
) AS `t1`

-- By month and region

SELECT
  `t1`.`period`,
  `t1`.`region` AS `key`,
  COALESCE(SUM(CAST(`t1`.`id` IS NOT NULL AS BIGINT)), 0) AS `enrolled_partners`,
  COALESCE(SUM(CAST(`t1`.`id` IS NOT NULL AS BIGINT)), 0) AS `enrolled_partners_counted`
FROM (
  SELECT
    `t0`.`id`,
    `t0`.`region`,
    `t0`.`status`,
    `t0`.`tier`,
    `t0`.`types`,
    `t0`.`enrolled_at`,
    `t0`.`status_since_at`,
    `t0`.`id` AS `partner_id`,
    CAST(NULL AS DECIMAL(18, 3)) AS `amount`,
    '' AS `currency`,
    DATE_TRUNC('month', `t0`.`enrolled_at`) AS `period`
  FROM `partners` AS `t0`
  WHERE
    (
      (
        :region = ''
      ) OR (
        `t0`.`region` = :region
      )
    )
    AND (
      (
        :tier = ''
      ) OR (
        `t0`.`tier` = :tier
      )
    )
    AND (
      (
        :partner = ''
      ) OR (
        `t0`.`id` = CAST(NULLIF(:partner, '') AS STRING)
      )
    )
    AND `t0`.`enrolled_at` >= CAST(:since AS TIMESTAMP)
    AND `t0`.`enrolled_at` < CAST(:until AS TIMESTAMP)
) AS `t1`
GROUP BY
  1,
  2
