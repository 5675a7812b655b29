-- In all

SELECT
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected')
      AND `t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part') AS BIGINT)
    ),
    0
  ) / NULLIF(
    COALESCE(
      SUM(
        CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected') AS BIGINT)
      ),
      0
    ),
    0
  ) AS `approval_rate`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected') AS BIGINT)
    ),
    0
  ) AS `approval_rate_counted`,
  PERCENTILE(
    IF(
      `t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected'),
      DATEDIFF(SECOND, `t1`.`submitted_at`, `t1`.`decided_at`),
      NULL
    ),
    0.5
  ) AS `decision_time_p50`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected') AS BIGINT)
    ),
    0
  ) AS `decision_time_p50_counted`,
  PERCENTILE(
    IF(
      `t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected'),
      DATEDIFF(SECOND, `t1`.`submitted_at`, `t1`.`decided_at`),
      NULL
    ),
    0.9
  ) AS `decision_time_p90`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected') AS BIGINT)
    ),
    0
  ) AS `decision_time_p90_counted`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected')
      AND (
        (
          `t1`.`promised_at` IS NULL
        ) OR (
          `t1`.`decided_at` <= `t1`.`promised_at`
        )
      ) AS BIGINT)
    ),
    0
  ) / NULLIF(
    COALESCE(
      SUM(
        CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected') AS BIGINT)
      ),
      0
    ),
    0
  ) AS `sla_hit_rate`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected') AS BIGINT)
    ),
    0
  ) AS `sla_hit_rate_counted`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected')
      AND `t1`.`is_automatic` AS BIGINT)
    ),
    0
  ) / NULLIF(
    COALESCE(
      SUM(
        CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected') AS BIGINT)
      ),
      0
    ),
    0
  ) AS `automation_rate`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected') AS BIGINT)
    ),
    0
  ) AS `automation_rate_counted`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part')
      AND `t1`.`closure` IN ('won', 'lost', 'protection_expired')
      AND (
        `t1`.`closure` = 'won'
      ) AS BIGINT)
    ),
    0
  ) / NULLIF(
    COALESCE(
      SUM(
        CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part')
        AND `t1`.`closure` IN ('won', 'lost', 'protection_expired') AS BIGINT)
      ),
      0
    ),
    0
  ) AS `registration_win_rate`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part')
      AND `t1`.`closure` IN ('won', 'lost', 'protection_expired') AS BIGINT)
    ),
    0
  ) AS `registration_win_rate_counted`
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
    AND `t0`.`decided_at` >= CAST(:since AS TIMESTAMP)
    AND `t0`.`decided_at` < CAST(:until AS TIMESTAMP)
) AS `t1`

-- By month and region

SELECT
  `t1`.`period`,
  `t1`.`region` AS `key`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected')
      AND `t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part') AS BIGINT)
    ),
    0
  ) / NULLIF(
    COALESCE(
      SUM(
        CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected') AS BIGINT)
      ),
      0
    ),
    0
  ) AS `approval_rate`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected') AS BIGINT)
    ),
    0
  ) AS `approval_rate_counted`,
  PERCENTILE(
    IF(
      `t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected'),
      DATEDIFF(SECOND, `t1`.`submitted_at`, `t1`.`decided_at`),
      NULL
    ),
    0.5
  ) AS `decision_time_p50`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected') AS BIGINT)
    ),
    0
  ) AS `decision_time_p50_counted`,
  PERCENTILE(
    IF(
      `t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected'),
      DATEDIFF(SECOND, `t1`.`submitted_at`, `t1`.`decided_at`),
      NULL
    ),
    0.9
  ) AS `decision_time_p90`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected') AS BIGINT)
    ),
    0
  ) AS `decision_time_p90_counted`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected')
      AND (
        (
          `t1`.`promised_at` IS NULL
        ) OR (
          `t1`.`decided_at` <= `t1`.`promised_at`
        )
      ) AS BIGINT)
    ),
    0
  ) / NULLIF(
    COALESCE(
      SUM(
        CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected') AS BIGINT)
      ),
      0
    ),
    0
  ) AS `sla_hit_rate`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected') AS BIGINT)
    ),
    0
  ) AS `sla_hit_rate_counted`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected')
      AND `t1`.`is_automatic` AS BIGINT)
    ),
    0
  ) / NULLIF(
    COALESCE(
      SUM(
        CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected') AS BIGINT)
      ),
      0
    ),
    0
  ) AS `automation_rate`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part', 'rejected') AS BIGINT)
    ),
    0
  ) AS `automation_rate_counted`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part')
      AND `t1`.`closure` IN ('won', 'lost', 'protection_expired')
      AND (
        `t1`.`closure` = 'won'
      ) AS BIGINT)
    ),
    0
  ) / NULLIF(
    COALESCE(
      SUM(
        CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part')
        AND `t1`.`closure` IN ('won', 'lost', 'protection_expired') AS BIGINT)
      ),
      0
    ),
    0
  ) AS `registration_win_rate`,
  COALESCE(
    SUM(
      CAST(`t1`.`outcome` IN ('approved', 'approved_as_teaming', 'approved_in_part')
      AND `t1`.`closure` IN ('won', 'lost', 'protection_expired') AS BIGINT)
    ),
    0
  ) AS `registration_win_rate_counted`
FROM (
  SELECT
    `t0`.`id`,
    `t0`.`partner_id`,
    `t0`.`region`,
    `t0`.`type`,
    `t0`.`tier`,
    `t0`.`state`,
    `t0`.`outcome`,
    `t0`.`closure`,
    `t0`.`value`,
    `t0`.`currency`,
    `t0`.`is_automatic`,
    `t0`.`opportunity_id`,
    `t0`.`created_at`,
    `t0`.`submitted_at`,
    `t0`.`complete_at`,
    `t0`.`promised_at`,
    `t0`.`decided_at`,
    `t0`.`protected_from`,
    `t0`.`protected_until`,
    `t0`.`closed_at`,
    DATE_TRUNC('month', `t0`.`decided_at`) AS `period`
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
    AND `t0`.`decided_at` >= CAST(:since AS TIMESTAMP)
    AND `t0`.`decided_at` < CAST(:until AS TIMESTAMP)
) AS `t1`
GROUP BY
  1,
  2
