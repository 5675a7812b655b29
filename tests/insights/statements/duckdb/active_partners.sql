-- In all

SELECT
  "t6"."period",
  COALESCE(
    COUNT(*) FILTER(WHERE
      (
        "t6"."enrolled_at" <= "t6"."instant"
      ) AND (
        "t6"."status" = 'active'
      )),
    0
  ) AS "active_partners",
  COALESCE(
    COUNT(*) FILTER(WHERE
      (
        "t6"."enrolled_at" <= "t6"."instant"
      ) AND (
        "t6"."status" = 'active'
      )),
    0
  ) AS "active_partners_counted"
FROM (
  SELECT
    "t5"."id",
    "t5"."region",
    "t5"."status",
    "t5"."tier",
    "t5"."types",
    "t5"."enrolled_at",
    "t5"."status_since_at",
    "t5"."partner_id",
    "t5"."amount",
    "t5"."currency",
    "t5"."instant",
    "t5"."instant" AS "period"
  FROM (
    SELECT
      "t4"."id",
      "t4"."region",
      "t4"."status",
      "t4"."tier",
      "t4"."types",
      "t4"."enrolled_at",
      "t4"."status_since_at",
      "t4"."partner_id",
      "t4"."amount",
      "t4"."currency",
      "t2"."instant"
    FROM (
      SELECT
        "t0"."id",
        "t0"."region",
        "t0"."status",
        "t0"."tier",
        "t0"."types",
        "t0"."enrolled_at",
        "t0"."status_since_at",
        "t0"."id" AS "partner_id",
        CAST(NULL AS DECIMAL(18, 3)) AS "amount",
        '' AS "currency"
      FROM "partners" AS "t0"
      WHERE
        (
          (
            $region = ''
          ) OR (
            "t0"."region" = $region
          )
        )
        AND (
          (
            $tier = ''
          ) OR (
            "t0"."tier" = $tier
          )
        )
        AND (
          (
            $partner = ''
          ) OR (
            "t0"."id" = CAST(NULLIF($partner, '') AS UUID)
          )
        )
    ) AS "t4"
    CROSS JOIN (
      SELECT
        UNNEST(CAST($instants AS TIMESTAMP[])) AS "instant"
    ) AS "t2"
  ) AS "t5"
  WHERE
    "t5"."enrolled_at" <= "t5"."instant" AND "t5"."status" = 'active'
) AS "t6"
GROUP BY
  1

-- By month and region

SELECT
  "t6"."period",
  "t6"."region" AS "key",
  COALESCE(
    COUNT(*) FILTER(WHERE
      (
        "t6"."enrolled_at" <= "t6"."instant"
      ) AND (
        "t6"."status" = 'active'
      )),
    0
  ) AS "active_partners",
  COALESCE(
    COUNT(*) FILTER(WHERE
      (
        "t6"."enrolled_at" <= "t6"."instant"
      ) AND (
        "t6"."status" = 'active'
      )),
    0
  ) AS "active_partners_counted"
FROM (
  SELECT
    "t5"."id",
    "t5"."region",
    "t5"."status",
    "t5"."tier",
    "t5"."types",
    "t5"."enrolled_at",
    "t5"."status_since_at",
    "t5"."partner_id",
    "t5"."amount",
    "t5"."currency",
    "t5"."instant",
    "t5"."instant" AS "period"
  FROM (
    SELECT
      "t4"."id",
      "t4"."region",
      "t4"."status",
      "t4"."tier",
      "t4"."types",
      "t4"."enrolled_at",
      "t4"."status_since_at",
      "t4"."partner_id",
      "t4"."amount",
      "t4"."currency",
      "t2"."instant"
    FROM (
      SELECT
        "t0"."id",
        "t0"."region",
        "t0"."status",
        "t0"."tier",
        "t0"."types",
        "t0"."enrolled_at",
        "t0"."status_since_at",
        "t0"."id" AS "partner_id",
        CAST(NULL AS DECIMAL(18, 3)) AS "amount",
        '' AS "currency"
      FROM "partners" AS "t0"
      WHERE
        (
          (
            $region = ''
          ) OR (
            "t0"."region" = $region
          )
        )
        AND (
          (
            $tier = ''
          ) OR (
            "t0"."tier" = $tier
          )
        )
        AND (
          (
            $partner = ''
          ) OR (
            "t0"."id" = CAST(NULLIF($partner, '') AS UUID)
          )
        )
    ) AS "t4"
    CROSS JOIN (
      SELECT
        UNNEST(CAST($instants AS TIMESTAMP[])) AS "instant"
    ) AS "t2"
  ) AS "t5"
  WHERE
    "t5"."enrolled_at" <= "t5"."instant" AND "t5"."status" = 'active'
) AS "t6"
GROUP BY
  1,
  2
