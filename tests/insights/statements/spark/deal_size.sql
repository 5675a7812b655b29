-- In all

SELECT
  `t7`.`currency`,
  SUM(IF(`t7`.`outcome` = 'won', `t7`.`amount`, NULL)) AS `deal_size`,
  COALESCE(SUM(CAST(`t7`.`outcome` = 'won' AS BIGINT)), 0) AS `deal_size_counted`,
  SUM(
    IF(
      (
        `t7`.`outcome` = 'won'
      ) AND COALESCE(`t7`.`type` = 'sourced', FALSE),
      `t7`.`amount`,
      NULL
    )
  ) AS `sourced_revenue`,
  COALESCE(
    SUM(
      CAST((
        `t7`.`outcome` = 'won'
      ) AND COALESCE(`t7`.`type` = 'sourced', FALSE) AS BIGINT)
    ),
    0
  ) AS `sourced_revenue_counted`
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
    `t6`.`type`,
    IF(`t6`.`partner_id` IS NOT NULL, 'with', 'without') AS `involvement`
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
      `t5`.`type`
    FROM (
      SELECT
        `t2`.`id`,
        `t2`.`partner_id`,
        `t2`.`region`,
        `t2`.`registration_id`,
        `t2`.`tier`,
        `t2`.`amount`,
        `t2`.`currency`,
        `t2`.`outcome`,
        `t2`.`opened_at`,
        `t2`.`closed_at`,
        `t4`.`origin_id`,
        `t4`.`type`
      FROM `opportunities` AS `t2`
      LEFT OUTER JOIN (
        SELECT
          `t1`.`id` AS `origin_id`,
          `t1`.`type`
        FROM `registrations` AS `t1`
      ) AS `t4`
        ON `t2`.`registration_id` = `t4`.`origin_id`
    ) AS `t5`
  ) AS `t6`
  WHERE
    (
      (
        :region = ''
      ) OR (
        `t6`.`region` = :region
      )
    )
    AND (
      (
        :type = ''
      ) OR (
        `t6`.`type` = :type
      )
    )
    AND (
      (
        :tier = ''
      ) OR (
        `t6`.`tier` = :tier
      )
    )
    AND (
      (
        :partner = ''
      )
      OR (
        `t6`.`partner_id` = CAST(NULLIF(:partner, '') AS STRING)
      )
    )
    AND `t6`.`closed_at` >= CAST(:since AS TIMESTAMP)
    AND `t6`.`closed_at` < CAST(:until AS TIMESTAMP)
) AS `t7`
GROUP BY
  1

-- By month and region

SELECT
  `t7`.`period`,
  `t7`.`region` AS `key`,
  `t7`.`currency`,
  SUM(IF(`t7`.`outcome` = 'won', `t7`.`amount`, NULL)) AS `deal_size`,
  COALESCE(SUM(CAST(`t7`.`outcome` = 'won' AS BIGINT)), 0) AS `deal_size_counted`,
  SUM(
    IF(
      (
        `t7`.`outcome` = 'won'
      ) AND COALESCE(`t7`.`type` = 'sourced', FALSE),
      `t7`.`amount`,
      NULL
    )
  ) AS `sourced_revenue`,
  COALESCE(
    SUM(
      CAST((
        `t7`.`outcome` = 'won'
      ) AND COALESCE(`t7`.`type` = 'sourced', FALSE) AS BIGINT)
    ),
    0
  ) AS `sourced_revenue_counted`
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
    `t6`.`type`,
    IF(`t6`.`partner_id` IS NOT NULL, 'with', 'without') AS `involvement`,
    DATE_TRUNC('month', `t6`.`closed_at`) AS `period`
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
      `t5`.`type`
    FROM (
      SELECT
        `t2`.`id`,
        `t2`.`partner_id`,
        `t2`.`region`,
        `t2`.`registration_id`,
        `t2`.`tier`,
        `t2`.`amount`,
        `t2`.`currency`,
        `t2`.`outcome`,
        `t2`.`opened_at`,
        `t2`.`closed_at`,
        `t4`.`origin_id`,
        `t4`.`type`
      FROM `opportunities` AS `t2`
      LEFT OUTER JOIN (
        SELECT
          `t1`.`id` AS `origin_id`,
          `t1`.`type`
        FROM `registrations` AS `t1`
      ) AS `t4`
        ON `t2`.`registration_id` = `t4`.`origin_id`
    ) AS `t5`
  ) AS `t6`
  WHERE
    (
      (
        :region = ''
      ) OR (
        `t6`.`region` = :region
      )
    )
    AND (
      (
        :type = ''
      ) OR (
        `t6`.`type` = :type
      )
    )
    AND (
      (
        :tier = ''
      ) OR (
        `t6`.`tier` = :tier
      )
    )
    AND (
      (
        :partner = ''
      )
      OR (
        `t6`.`partner_id` = CAST(NULLIF(:partner, '') AS STRING)
      )
    )
    AND `t6`.`closed_at` >= CAST(:since AS TIMESTAMP)
    AND `t6`.`closed_at` < CAST(:until AS TIMESTAMP)
) AS `t7`
GROUP BY
  1,
  2,
  3
