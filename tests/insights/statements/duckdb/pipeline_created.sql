-- In all

SELECT
  "t8"."currency",
  SUM("t8"."amount") FILTER(WHERE
    "t8"."id" IS NOT NULL) AS "pipeline_created",
  COALESCE(COUNT(*) FILTER(WHERE
    "t8"."id" IS NOT NULL), 0) AS "pipeline_created_counted",
  SUM("t8"."amount") FILTER(WHERE
    COALESCE("t8"."type" = 'sourced', FALSE)) AS "sourced_pipeline",
  COALESCE(COUNT(*) FILTER(WHERE
    COALESCE("t8"."type" = 'sourced', FALSE)), 0) AS "sourced_pipeline_counted",
  COALESCE(
    CAST(SUM("t8"."amount") FILTER(WHERE
      (
        "t8"."id" IS NOT NULL
      ) AND COALESCE("t8"."type" = 'sourced', FALSE)) AS DOUBLE),
    0
  ) / NULLIF(CAST(SUM("t8"."amount") FILTER(WHERE
    "t8"."id" IS NOT NULL) AS DOUBLE), 0) AS "sourced_share",
  COALESCE(COUNT(*) FILTER(WHERE
    "t8"."id" IS NOT NULL), 0) AS "sourced_share_counted",
  COALESCE(
    CAST(SUM("t8"."amount") FILTER(WHERE
      (
        "t8"."id" IS NOT NULL
      ) AND (
        "t8"."partner_id" IS NOT NULL
      )) AS DOUBLE),
    0
  ) / NULLIF(CAST(SUM("t8"."amount") FILTER(WHERE
    "t8"."id" IS NOT NULL) AS DOUBLE), 0) AS "partner_share",
  COALESCE(COUNT(*) FILTER(WHERE
    "t8"."id" IS NOT NULL), 0) AS "partner_share_counted"
FROM (
  SELECT
    "t7"."id",
    "t7"."partner_id",
    "t7"."region",
    "t7"."registration_id",
    "t7"."tier",
    "t7"."amount",
    "t7"."currency",
    "t7"."outcome",
    "t7"."opened_at",
    "t7"."closed_at",
    "t7"."type",
    CASE WHEN "t7"."partner_id" IS NOT NULL THEN 'with' ELSE 'without' END AS "involvement"
  FROM (
    SELECT
      "t6".*
      EXCLUDE ("origin_id")
    FROM (
      SELECT
        "t5"."id",
        "t5"."partner_id",
        "t5"."region",
        "t5"."registration_id",
        "t5"."tier",
        "t5"."amount",
        "t5"."currency",
        "t5"."outcome",
        "t5"."opened_at",
        "t5"."closed_at",
        "t3"."origin_id",
        "t3"."type"
      FROM (
        SELECT
          "t0"."id",
          "t0"."partner_id",
          "t0"."region",
          "t0"."registration_id",
          "t0"."tier",
          "t0"."amount",
          "t0"."currency",
          CASE
            WHEN "t0"."closed_at" < CAST($as_of AS TIMESTAMP)
            THEN "t0"."outcome"
            ELSE CAST(NULL AS TEXT)
          END AS "outcome",
          "t0"."opened_at",
          CASE
            WHEN "t0"."closed_at" < CAST($as_of AS TIMESTAMP)
            THEN "t0"."closed_at"
            ELSE CAST(NULL AS TIMESTAMP)
          END AS "closed_at"
        FROM "opportunities" AS "t0"
        WHERE
          "t0"."opened_at" < CAST($as_of AS TIMESTAMP)
      ) AS "t5"
      LEFT OUTER JOIN (
        SELECT
          "t1"."id" AS "origin_id",
          "t1"."type"
        FROM "registrations" AS "t1"
      ) AS "t3"
        ON "t5"."registration_id" = "t3"."origin_id"
    ) AS "t6"
  ) AS "t7"
  WHERE
    (
      (
        $region = ''
      ) OR (
        "t7"."region" = $region
      )
    )
    AND (
      (
        $type = ''
      ) OR (
        "t7"."type" = $type
      )
    )
    AND (
      (
        $tier = ''
      ) OR (
        "t7"."tier" = $tier
      )
    )
    AND (
      (
        $partner = ''
      ) OR (
        CAST("t7"."partner_id" AS TEXT) = $partner
      )
    )
    AND "t7"."opened_at" >= CAST($since AS TIMESTAMP)
    AND "t7"."opened_at" < CAST($until AS TIMESTAMP)
) AS "t8"
GROUP BY
  1

-- By month and region

SELECT
  "t8"."period",
  "t8"."region" AS "key",
  "t8"."currency",
  SUM("t8"."amount") FILTER(WHERE
    "t8"."id" IS NOT NULL) AS "pipeline_created",
  COALESCE(COUNT(*) FILTER(WHERE
    "t8"."id" IS NOT NULL), 0) AS "pipeline_created_counted",
  SUM("t8"."amount") FILTER(WHERE
    COALESCE("t8"."type" = 'sourced', FALSE)) AS "sourced_pipeline",
  COALESCE(COUNT(*) FILTER(WHERE
    COALESCE("t8"."type" = 'sourced', FALSE)), 0) AS "sourced_pipeline_counted",
  COALESCE(
    CAST(SUM("t8"."amount") FILTER(WHERE
      (
        "t8"."id" IS NOT NULL
      ) AND COALESCE("t8"."type" = 'sourced', FALSE)) AS DOUBLE),
    0
  ) / NULLIF(CAST(SUM("t8"."amount") FILTER(WHERE
    "t8"."id" IS NOT NULL) AS DOUBLE), 0) AS "sourced_share",
  COALESCE(COUNT(*) FILTER(WHERE
    "t8"."id" IS NOT NULL), 0) AS "sourced_share_counted",
  COALESCE(
    CAST(SUM("t8"."amount") FILTER(WHERE
      (
        "t8"."id" IS NOT NULL
      ) AND (
        "t8"."partner_id" IS NOT NULL
      )) AS DOUBLE),
    0
  ) / NULLIF(CAST(SUM("t8"."amount") FILTER(WHERE
    "t8"."id" IS NOT NULL) AS DOUBLE), 0) AS "partner_share",
  COALESCE(COUNT(*) FILTER(WHERE
    "t8"."id" IS NOT NULL), 0) AS "partner_share_counted"
FROM (
  SELECT
    "t7"."id",
    "t7"."partner_id",
    "t7"."region",
    "t7"."registration_id",
    "t7"."tier",
    "t7"."amount",
    "t7"."currency",
    "t7"."outcome",
    "t7"."opened_at",
    "t7"."closed_at",
    "t7"."type",
    CASE WHEN "t7"."partner_id" IS NOT NULL THEN 'with' ELSE 'without' END AS "involvement",
    DATE_TRUNC('MONTH', "t7"."opened_at") AS "period"
  FROM (
    SELECT
      "t6".*
      EXCLUDE ("origin_id")
    FROM (
      SELECT
        "t5"."id",
        "t5"."partner_id",
        "t5"."region",
        "t5"."registration_id",
        "t5"."tier",
        "t5"."amount",
        "t5"."currency",
        "t5"."outcome",
        "t5"."opened_at",
        "t5"."closed_at",
        "t3"."origin_id",
        "t3"."type"
      FROM (
        SELECT
          "t0"."id",
          "t0"."partner_id",
          "t0"."region",
          "t0"."registration_id",
          "t0"."tier",
          "t0"."amount",
          "t0"."currency",
          CASE
            WHEN "t0"."closed_at" < CAST($as_of AS TIMESTAMP)
            THEN "t0"."outcome"
            ELSE CAST(NULL AS TEXT)
          END AS "outcome",
          "t0"."opened_at",
          CASE
            WHEN "t0"."closed_at" < CAST($as_of AS TIMESTAMP)
            THEN "t0"."closed_at"
            ELSE CAST(NULL AS TIMESTAMP)
          END AS "closed_at"
        FROM "opportunities" AS "t0"
        WHERE
          "t0"."opened_at" < CAST($as_of AS TIMESTAMP)
      ) AS "t5"
      LEFT OUTER JOIN (
        SELECT
          "t1"."id" AS "origin_id",
          "t1"."type"
        FROM "registrations" AS "t1"
      ) AS "t3"
        ON "t5"."registration_id" = "t3"."origin_id"
    ) AS "t6"
  ) AS "t7"
  WHERE
    (
      (
        $region = ''
      ) OR (
        "t7"."region" = $region
      )
    )
    AND (
      (
        $type = ''
      ) OR (
        "t7"."type" = $type
      )
    )
    AND (
      (
        $tier = ''
      ) OR (
        "t7"."tier" = $tier
      )
    )
    AND (
      (
        $partner = ''
      ) OR (
        CAST("t7"."partner_id" AS TEXT) = $partner
      )
    )
    AND "t7"."opened_at" >= CAST($since AS TIMESTAMP)
    AND "t7"."opened_at" < CAST($until AS TIMESTAMP)
) AS "t8"
GROUP BY
  1,
  2,
  3
