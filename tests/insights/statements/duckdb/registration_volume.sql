-- In all

SELECT
  COALESCE(COUNT(*) FILTER(WHERE
    "t1"."id" IS NOT NULL), 0) AS "registration_volume",
  COALESCE(COUNT(*) FILTER(WHERE
    "t1"."id" IS NOT NULL), 0) AS "registration_volume_counted",
  COALESCE(COUNT(DISTINCT "t1"."partner_id") FILTER(WHERE
    "t1"."id" IS NOT NULL), 0) AS "engaged_partners",
  COALESCE(COUNT(*) FILTER(WHERE
    "t1"."id" IS NOT NULL), 0) AS "engaged_partners_counted"
FROM (
  SELECT
    *
  FROM "registrations" AS "t0"
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
        $type = ''
      ) OR (
        "t0"."type" = $type
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
      )
      OR (
        "t0"."partner_id" = CAST(NULLIF($partner, '') AS UUID)
      )
    )
    AND "t0"."submitted_at" >= CAST($since AS TIMESTAMP)
    AND "t0"."submitted_at" < CAST($until AS TIMESTAMP)
) AS "t1"

-- By month and region

SELECT
  "t1"."period",
  "t1"."region" AS "key",
  COALESCE(COUNT(*) FILTER(WHERE
    "t1"."id" IS NOT NULL), 0) AS "registration_volume",
  COALESCE(COUNT(*) FILTER(WHERE
    "t1"."id" IS NOT NULL), 0) AS "registration_volume_counted",
  COALESCE(COUNT(DISTINCT "t1"."partner_id") FILTER(WHERE
    "t1"."id" IS NOT NULL), 0) AS "engaged_partners",
  COALESCE(COUNT(*) FILTER(WHERE
    "t1"."id" IS NOT NULL), 0) AS "engaged_partners_counted"
FROM (
  SELECT
    "t0"."id",
    "t0"."partner_id",
    "t0"."region",
    "t0"."type",
    "t0"."tier",
    "t0"."state",
    "t0"."outcome",
    "t0"."closure",
    "t0"."value",
    "t0"."currency",
    "t0"."is_automatic",
    "t0"."opportunity_id",
    "t0"."created_at",
    "t0"."submitted_at",
    "t0"."complete_at",
    "t0"."promised_at",
    "t0"."decided_at",
    "t0"."protected_from",
    "t0"."protected_until",
    "t0"."closed_at",
    DATE_TRUNC('MONTH', "t0"."submitted_at") AS "period"
  FROM "registrations" AS "t0"
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
        $type = ''
      ) OR (
        "t0"."type" = $type
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
      )
      OR (
        "t0"."partner_id" = CAST(NULLIF($partner, '') AS UUID)
      )
    )
    AND "t0"."submitted_at" >= CAST($since AS TIMESTAMP)
    AND "t0"."submitted_at" < CAST($until AS TIMESTAMP)
) AS "t1"
GROUP BY
  1,
  2
