-- In all

SELECT
  COALESCE(
    SUM(
      CAST(`t8`.`outcome` IN ('won', 'lost') AND (
        `t8`.`outcome` = 'won'
      ) AS BIGINT)
    ),
    0
  ) / NULLIF(COALESCE(SUM(CAST(`t8`.`outcome` IN ('won', 'lost') AS BIGINT)), 0), 0) AS `win_rate`,
  COALESCE(SUM(CAST(`t8`.`outcome` IN ('won', 'lost') AS BIGINT)), 0) AS `win_rate_counted`,
  PERCENTILE(
    IF(`t8`.`outcome` = 'won', DATEDIFF(SECOND, `t8`.`opened_at`, `t8`.`closed_at`), NULL),
    0.5
  ) AS `cycle_time`,
  COALESCE(SUM(CAST(`t8`.`outcome` = 'won' AS BIGINT)), 0) AS `cycle_time_counted`
FROM (
  SELECT
    `t7`.`id`,
    `t7`.`partner_id`,
    `t7`.`region`,
    `t7`.`registration_id`,
    `t7`.`tier`,
    `t7`.`amount`,
    `t7`.`currency`,
    `t7`.`outcome`,
    `t7`.`opened_at`,
    `t7`.`closed_at`,
    `t7`.`type`,
    IF(`t7`.`partner_id` IS NOT NULL, 'with', 'without') AS `involvement`
  FROM (
    SELECT
      `t6`.`id`,
      `t6`.`partner_id`,
      `t6`.`region`,
      `t6`.`registration_id`,
      `t6`.`tier`,
      `t6`.`amount`,
      `t6`.`currency`,
      `t6`.`outcome`,
      `t6`.`opened_at`,
      `t6`.`closed_at`,
      `t6`.`type`
    FROM (
      SELECT
        `t5`.`id`,
        `t5`.`partner_id`,
        `t5`.`region`,
        `t5`.`registration_id`,
        `t5`.`tier`,
        `t5`.`amount`,
        `t5`.`currency`,
        `t5`.`outcome`,
        `t5`.`opened_at`,
        `t5`.`closed_at`,
        `t3`.`origin_id`,
        `t3`.`type`
      FROM (
        SELECT
          `t0`.`id`,
          `t0`.`partner_id`,
          `t0`.`region`,
          `t0`.`registration_id`,
          `t0`.`tier`,
          `t0`.`amount`,
          `t0`.`currency`,
          CASE
            WHEN `t0`.`closed_at` < CAST(:as_of AS TIMESTAMP)
            THEN `t0`.`outcome`
            ELSE CAST(NULL AS STRING)
          END AS `outcome`,
          `t0`.`opened_at`,
          CASE
            WHEN `t0`.`closed_at` < CAST(:as_of AS TIMESTAMP)
            THEN `t0`.`closed_at`
            ELSE CAST(NULL AS TIMESTAMP)
          END AS `closed_at`
        FROM `opportunities` AS `t0`
        WHERE
          `t0`.`opened_at` < CAST(:as_of AS TIMESTAMP)
      ) AS `t5`
      LEFT OUTER JOIN (
        SELECT
          `t1`.`id` AS `origin_id`,
          `t1`.`type`
        FROM `registrations` AS `t1`
      ) AS `t3`
        ON `t5`.`registration_id` = `t3`.`origin_id`
    ) AS `t6`
  ) AS `t7`
  WHERE
    (
      (
        :region = ''
      ) OR (
        `t7`.`region` = :region
      )
    )
    AND (
      (
        :type = ''
      ) OR (
        `t7`.`type` = :type
      )
    )
    AND (
      (
        :tier = ''
      ) OR (
        `t7`.`tier` = :tier
      )
    )
    AND (
      (
        :partner = ''
      ) OR (
        CAST(`t7`.`partner_id` AS STRING) = :partner
      )
    )
    AND `t7`.`closed_at` >= CAST(:since AS TIMESTAMP)
    AND `t7`.`closed_at` < CAST(:until AS TIMESTAMP)
) AS `t8`

-- By month and region

SELECT
  `t8`.`period`,
  `t8`.`region` AS `key`,
  COALESCE(
    SUM(
      CAST(`t8`.`outcome` IN ('won', 'lost') AND (
        `t8`.`outcome` = 'won'
      ) AS BIGINT)
    ),
    0
  ) / NULLIF(COALESCE(SUM(CAST(`t8`.`outcome` IN ('won', 'lost') AS BIGINT)), 0), 0) AS `win_rate`,
  COALESCE(SUM(CAST(`t8`.`outcome` IN ('won', 'lost') AS BIGINT)), 0) AS `win_rate_counted`,
  PERCENTILE(
    IF(`t8`.`outcome` = 'won', DATEDIFF(SECOND, `t8`.`opened_at`, `t8`.`closed_at`), NULL),
    0.5
  ) AS `cycle_time`,
  COALESCE(SUM(CAST(`t8`.`outcome` = 'won' AS BIGINT)), 0) AS `cycle_time_counted`
FROM (
  SELECT
    `t7`.`id`,
    `t7`.`partner_id`,
    `t7`.`region`,
    `t7`.`registration_id`,
    `t7`.`tier`,
    `t7`.`amount`,
    `t7`.`currency`,
    `t7`.`outcome`,
    `t7`.`opened_at`,
    `t7`.`closed_at`,
    `t7`.`type`,
    IF(`t7`.`partner_id` IS NOT NULL, 'with', 'without') AS `involvement`,
    DATE_TRUNC('month', `t7`.`closed_at`) AS `period`
  FROM (
    SELECT
      `t6`.`id`,
      `t6`.`partner_id`,
      `t6`.`region`,
      `t6`.`registration_id`,
      `t6`.`tier`,
      `t6`.`amount`,
      `t6`.`currency`,
      `t6`.`outcome`,
      `t6`.`opened_at`,
      `t6`.`closed_at`,
      `t6`.`type`
    FROM (
      SELECT
        `t5`.`id`,
        `t5`.`partner_id`,
        `t5`.`region`,
        `t5`.`registration_id`,
        `t5`.`tier`,
        `t5`.`amount`,
        `t5`.`currency`,
        `t5`.`outcome`,
        `t5`.`opened_at`,
        `t5`.`closed_at`,
        `t3`.`origin_id`,
        `t3`.`type`
      FROM (
        SELECT
          `t0`.`id`,
          `t0`.`partner_id`,
          `t0`.`region`,
          `t0`.`registration_id`,
          `t0`.`tier`,
          `t0`.`amount`,
          `t0`.`currency`,
          CASE
            WHEN `t0`.`closed_at` < CAST(:as_of AS TIMESTAMP)
            THEN `t0`.`outcome`
            ELSE CAST(NULL AS STRING)
          END AS `outcome`,
          `t0`.`opened_at`,
          CASE
            WHEN `t0`.`closed_at` < CAST(:as_of AS TIMESTAMP)
            THEN `t0`.`closed_at`
            ELSE CAST(NULL AS TIMESTAMP)
          END AS `closed_at`
        FROM `opportunities` AS `t0`
        WHERE
          `t0`.`opened_at` < CAST(:as_of AS TIMESTAMP)
      ) AS `t5`
      LEFT OUTER JOIN (
        SELECT
          `t1`.`id` AS `origin_id`,
          `t1`.`type`
        FROM `registrations` AS `t1`
      ) AS `t3`
        ON `t5`.`registration_id` = `t3`.`origin_id`
    ) AS `t6`
  ) AS `t7`
  WHERE
    (
      (
        :region = ''
      ) OR (
        `t7`.`region` = :region
      )
    )
    AND (
      (
        :type = ''
      ) OR (
        `t7`.`type` = :type
      )
    )
    AND (
      (
        :tier = ''
      ) OR (
        `t7`.`tier` = :tier
      )
    )
    AND (
      (
        :partner = ''
      ) OR (
        CAST(`t7`.`partner_id` AS STRING) = :partner
      )
    )
    AND `t7`.`closed_at` >= CAST(:since AS TIMESTAMP)
    AND `t7`.`closed_at` < CAST(:until AS TIMESTAMP)
) AS `t8`
GROUP BY
  1,
  2
