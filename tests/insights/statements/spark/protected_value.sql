-- In all

SELECT
  `t6`.`period`,
  `t6`.`currency`,
  SUM(
    IF(
      (
        `t6`.`protected_from` <= `t6`.`instant`
      )
      AND (
        `t6`.`instant` < `t6`.`protected_until`
      )
      AND (
        (
          `t6`.`closed_at` IS NULL
        ) OR (
          `t6`.`instant` < `t6`.`closed_at`
        )
      ),
      `t6`.`value`,
      NULL
    )
  ) AS `protected_value`,
  COALESCE(
    SUM(
      CAST((
        `t6`.`protected_from` <= `t6`.`instant`
      )
      AND (
        `t6`.`instant` < `t6`.`protected_until`
      )
      AND (
        (
          `t6`.`closed_at` IS NULL
        ) OR (
          `t6`.`instant` < `t6`.`closed_at`
        )
      ) AS BIGINT)
    ),
    0
  ) AS `protected_value_counted`,
  SUM(
    IF(
      (
        `t6`.`protected_from` <= `t6`.`instant`
      )
      AND (
        `t6`.`instant` < `t6`.`protected_until`
      )
      AND (
        (
          `t6`.`closed_at` IS NULL
        ) OR (
          `t6`.`instant` < `t6`.`closed_at`
        )
      )
      AND (
        `t6`.`protected_until` < (
          `t6`.`instant` + INTERVAL '30' DAY
        )
      ),
      `t6`.`value`,
      NULL
    )
  ) AS `ending_protection`,
  COALESCE(
    SUM(
      CAST((
        `t6`.`protected_from` <= `t6`.`instant`
      )
      AND (
        `t6`.`instant` < `t6`.`protected_until`
      )
      AND (
        (
          `t6`.`closed_at` IS NULL
        ) OR (
          `t6`.`instant` < `t6`.`closed_at`
        )
      )
      AND (
        `t6`.`protected_until` < (
          `t6`.`instant` + INTERVAL '30' DAY
        )
      ) AS BIGINT)
    ),
    0
  ) AS `ending_protection_counted`
FROM (
  SELECT
    `t5`.`id`,
    `t5`.`partner_id`,
    `t5`.`region`,
    `t5`.`type`,
    `t5`.`tier`,
    `t5`.`state`,
    `t5`.`outcome`,
    `t5`.`closure`,
    `t5`.`value`,
    `t5`.`currency`,
    `t5`.`is_automatic`,
    `t5`.`opportunity_id`,
    `t5`.`created_at`,
    `t5`.`submitted_at`,
    `t5`.`complete_at`,
    `t5`.`promised_at`,
    `t5`.`decided_at`,
    `t5`.`protected_from`,
    `t5`.`protected_until`,
    `t5`.`closed_at`,
    `t5`.`instant`,
    `t5`.`instant` AS `period`
  FROM (
    SELECT
      `t4`.`id`,
      `t4`.`partner_id`,
      `t4`.`region`,
      `t4`.`type`,
      `t4`.`tier`,
      `t4`.`state`,
      `t4`.`outcome`,
      `t4`.`closure`,
      `t4`.`value`,
      `t4`.`currency`,
      `t4`.`is_automatic`,
      `t4`.`opportunity_id`,
      `t4`.`created_at`,
      `t4`.`submitted_at`,
      `t4`.`complete_at`,
      `t4`.`promised_at`,
      `t4`.`decided_at`,
      `t4`.`protected_from`,
      `t4`.`protected_until`,
      `t4`.`closed_at`,
      `t2`.`instant`
    FROM (
      SELECT
        *
      FROM `registrations` AS `t0`
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
            :type = ''
          ) OR (
            `t0`.`type` = :type
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
          )
          OR (
            `t0`.`partner_id` = CAST(NULLIF(:partner, '') AS STRING)
          )
        )
    ) AS `t4`
    CROSS JOIN (
      SELECT
        EXPLODE(CAST(:instants AS ARRAY<TIMESTAMP>)) AS `instant`
    ) AS `t2`
  ) AS `t5`
  WHERE
    (
      (
        `t5`.`protected_from` <= `t5`.`instant`
      )
      AND (
        `t5`.`instant` < `t5`.`protected_until`
      )
      AND (
        (
          `t5`.`closed_at` IS NULL
        ) OR (
          `t5`.`instant` < `t5`.`closed_at`
        )
      )
    )
    OR (
      (
        `t5`.`protected_from` <= `t5`.`instant`
      )
      AND (
        `t5`.`instant` < `t5`.`protected_until`
      )
      AND (
        (
          `t5`.`closed_at` IS NULL
        ) OR (
          `t5`.`instant` < `t5`.`closed_at`
        )
      )
      AND (
        `t5`.`protected_until` < (
          `t5`.`instant` + INTERVAL '30' DAY
        )
      )
    )
) AS `t6`
GROUP BY
  1,
  2

-- By month and region

SELECT
  `t6`.`period`,
  `t6`.`region` AS `key`,
  `t6`.`currency`,
  SUM(
    IF(
      (
        `t6`.`protected_from` <= `t6`.`instant`
      )
      AND (
        `t6`.`instant` < `t6`.`protected_until`
      )
      AND (
        (
          `t6`.`closed_at` IS NULL
        ) OR (
          `t6`.`instant` < `t6`.`closed_at`
        )
      ),
      `t6`.`value`,
      NULL
    )
  ) AS `protected_value`,
  COALESCE(
    SUM(
      CAST((
        `t6`.`protected_from` <= `t6`.`instant`
      )
      AND (
        `t6`.`instant` < `t6`.`protected_until`
      )
      AND (
        (
          `t6`.`closed_at` IS NULL
        ) OR (
          `t6`.`instant` < `t6`.`closed_at`
        )
      ) AS BIGINT)
    ),
    0
  ) AS `protected_value_counted`,
  SUM(
    IF(
      (
        `t6`.`protected_from` <= `t6`.`instant`
      )
      AND (
        `t6`.`instant` < `t6`.`protected_until`
      )
      AND (
        (
          `t6`.`closed_at` IS NULL
        ) OR (
          `t6`.`instant` < `t6`.`closed_at`
        )
      )
      AND (
        `t6`.`protected_until` < (
          `t6`.`instant` + INTERVAL '30' DAY
        )
      ),
      `t6`.`value`,
      NULL
    )
  ) AS `ending_protection`,
  COALESCE(
    SUM(
      CAST((
        `t6`.`protected_from` <= `t6`.`instant`
      )
      AND (
        `t6`.`instant` < `t6`.`protected_until`
      )
      AND (
        (
          `t6`.`closed_at` IS NULL
        ) OR (
          `t6`.`instant` < `t6`.`closed_at`
        )
      )
      AND (
        `t6`.`protected_until` < (
          `t6`.`instant` + INTERVAL '30' DAY
        )
      ) AS BIGINT)
    ),
    0
  ) AS `ending_protection_counted`
FROM (
  SELECT
    `t5`.`id`,
    `t5`.`partner_id`,
    `t5`.`region`,
    `t5`.`type`,
    `t5`.`tier`,
    `t5`.`state`,
    `t5`.`outcome`,
    `t5`.`closure`,
    `t5`.`value`,
    `t5`.`currency`,
    `t5`.`is_automatic`,
    `t5`.`opportunity_id`,
    `t5`.`created_at`,
    `t5`.`submitted_at`,
    `t5`.`complete_at`,
    `t5`.`promised_at`,
    `t5`.`decided_at`,
    `t5`.`protected_from`,
    `t5`.`protected_until`,
    `t5`.`closed_at`,
    `t5`.`instant`,
    `t5`.`instant` AS `period`
  FROM (
    SELECT
      `t4`.`id`,
      `t4`.`partner_id`,
      `t4`.`region`,
      `t4`.`type`,
      `t4`.`tier`,
      `t4`.`state`,
      `t4`.`outcome`,
      `t4`.`closure`,
      `t4`.`value`,
      `t4`.`currency`,
      `t4`.`is_automatic`,
      `t4`.`opportunity_id`,
      `t4`.`created_at`,
      `t4`.`submitted_at`,
      `t4`.`complete_at`,
      `t4`.`promised_at`,
      `t4`.`decided_at`,
      `t4`.`protected_from`,
      `t4`.`protected_until`,
      `t4`.`closed_at`,
      `t2`.`instant`
    FROM (
      SELECT
        *
      FROM `registrations` AS `t0`
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
            :type = ''
          ) OR (
            `t0`.`type` = :type
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
          )
          OR (
            `t0`.`partner_id` = CAST(NULLIF(:partner, '') AS STRING)
          )
        )
    ) AS `t4`
    CROSS JOIN (
      SELECT
        EXPLODE(CAST(:instants AS ARRAY<TIMESTAMP>)) AS `instant`
    ) AS `t2`
  ) AS `t5`
  WHERE
    (
      (
        `t5`.`protected_from` <= `t5`.`instant`
      )
      AND (
        `t5`.`instant` < `t5`.`protected_until`
      )
      AND (
        (
          `t5`.`closed_at` IS NULL
        ) OR (
          `t5`.`instant` < `t5`.`closed_at`
        )
      )
    )
    OR (
      (
        `t5`.`protected_from` <= `t5`.`instant`
      )
      AND (
        `t5`.`instant` < `t5`.`protected_until`
      )
      AND (
        (
          `t5`.`closed_at` IS NULL
        ) OR (
          `t5`.`instant` < `t5`.`closed_at`
        )
      )
      AND (
        `t5`.`protected_until` < (
          `t5`.`instant` + INTERVAL '30' DAY
        )
      )
    )
) AS `t6`
GROUP BY
  1,
  2,
  3
