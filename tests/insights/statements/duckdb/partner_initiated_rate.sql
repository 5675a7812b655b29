-- In all

SELECT
  COALESCE(
    COUNT(*) FILTER(WHERE
      (
        "t7"."partner_id" IS NOT NULL
      ) AND (
        "t7"."registration_id" IS NOT NULL
      )),
    0
  ) / NULLIF(COALESCE(COUNT(*) FILTER(WHERE
    "t7"."partner_id" IS NOT NULL), 0), 0) AS "partner_initiated_rate",
  COALESCE(COUNT(*) FILTER(WHERE
    "t7"."partner_id" IS NOT NULL), 0) AS "partner_initiated_rate_counted",
  COALESCE(
    COUNT(*) FILTER(WHERE
      (
        "t7"."id" IS NOT NULL
      ) AND (
        "t7"."partner_id" IS NOT NULL
      )),
    0
  ) / NULLIF(COALESCE(COUNT(*) FILTER(WHERE
    "t7"."id" IS NOT NULL), 0), 0) AS "attach_rate",
  COALESCE(COUNT(*) FILTER(WHERE
    "t7"."id" IS NOT NULL), 0) AS "attach_rate_counted"
FROM (
  SELECT
    "t6"."id",
    "t6"."partner_id",
    "t6"."region",
    "t6"."registration_id",
    "t6"."tier",
    "t6"."amount",
    "t6"."currency",
    "t6"."outcome",
    "t6"."opened_at",
    "t6"."closed_at",
    "t6"."type",
    CASE WHEN "t6"."partner_id" IS NOT NULL THEN 'with' ELSE 'without' END AS "involvement"
  FROM (
    SELECT
      "t5".*
      EXCLUDE ("origin_id")
    FROM (
      SELECT
        "t2"."id",
        "t2"."partner_id",
        "t2"."region",
        "t2"."registration_id",
        "t2"."tier",
        "t2"."amount",
        "t2"."currency",
        "t2"."outcome",
        "t2"."opened_at",
        "t2"."closed_at",
        "t4"."origin_id",
        "t4"."type"
      FROM "opportunities" AS "t2"
      LEFT OUTER JOIN (
        SELECT
          "t1"."id" AS "origin_id",
          "t1"."type"
        FROM "registrations" AS "t1"
      ) AS "t4"
        ON "t2"."registration_id" = "t4"."origin_id"
    ) AS "t5"
  ) AS "t6"
  WHERE
    (
      (
        $region = ''
      ) OR (
        "t6"."region" = $region
      )
    )
    AND (
      (
        $type = ''
      ) OR (
        "t6"."type" = $type
      )
    )
    AND (
      (
        $tier = ''
      ) OR (
        "t6"."tier" = $tier
      )
    )
    AND (
      (
        $partner = ''
      )
      OR (
        "t6"."partner_id" = CAST(NULLIF($partner, '') AS UUID)
      )
    )
    AND "t6"."opened_at" >= CAST($since AS TIMESTAMP)
    AND "t6"."opened_at" < CAST($until AS TIMESTAMP)
) AS "t7"

-- By month and region

SELECT
  "t7"."period",
  "t7"."region" AS "key",
  COALESCE(
    COUNT(*) FILTER(WHERE
      (
        "t7"."partner_id" IS NOT NULL
      ) AND (
        "t7"."registration_id" IS NOT NULL
      )),
    0
  ) / NULLIF(COALESCE(COUNT(*) FILTER(WHERE
    "t7"."partner_id" IS NOT NULL), 0), 0) AS "partner_initiated_rate",
  COALESCE(COUNT(*) FILTER(WHERE
    "t7"."partner_id" IS NOT NULL), 0) AS "partner_initiated_rate_counted",
  COALESCE(
    COUNT(*) FILTER(WHERE
      (
        "t7"."id" IS NOT NULL
      ) AND (
        "t7"."partner_id" IS NOT NULL
      )),
    0
  ) / NULLIF(COALESCE(COUNT(*) FILTER(WHERE
    "t7"."id" IS NOT NULL), 0), 0) AS "attach_rate",
  COALESCE(COUNT(*) FILTER(WHERE
    "t7"."id" IS NOT NULL), 0) AS "attach_rate_counted"
FROM (
  SELECT
    "t6"."id",
    "t6"."partner_id",
    "t6"."region",
    "t6"."registration_id",
    "t6"."tier",
    "t6"."amount",
    "t6"."currency",
    "t6"."outcome",
    "t6"."opened_at",
    "t6"."closed_at",
    "t6"."type",
    CASE WHEN "t6"."partner_id" IS NOT NULL THEN 'with' ELSE 'without' END AS "involvement",
    DATE_TRUNC('MONTH', "t6"."opened_at") AS "period"
  FROM (
    SELECT
      "t5".*
      EXCLUDE ("origin_id")
    FROM (
      SELECT
        "t2"."id",
        "t2"."partner_id",
        "t2"."region",
        "t2"."registration_id",
        "t2"."tier",
        "t2"."amount",
        "t2"."currency",
        "t2"."outcome",
        "t2"."opened_at",
        "t2"."closed_at",
        "t4"."origin_id",
        "t4"."type"
      FROM "opportunities" AS "t2"
      LEFT OUTER JOIN (
        SELECT
          "t1"."id" AS "origin_id",
          "t1"."type"
        FROM "registrations" AS "t1"
      ) AS "t4"
        ON "t2"."registration_id" = "t4"."origin_id"
    ) AS "t5"
  ) AS "t6"
  WHERE
    (
      (
        $region = ''
      ) OR (
        "t6"."region" = $region
      )
    )
    AND (
      (
        $type = ''
      ) OR (
        "t6"."type" = $type
      )
    )
    AND (
      (
        $tier = ''
      ) OR (
        "t6"."tier" = $tier
      )
    )
    AND (
      (
        $partner = ''
      )
      OR (
        "t6"."partner_id" = CAST(NULLIF($partner, '') AS UUID)
      )
    )
    AND "t6"."opened_at" >= CAST($since AS TIMESTAMP)
    AND "t6"."opened_at" < CAST($until AS TIMESTAMP)
) AS "t7"
GROUP BY
  1,
  2
