-- Grain: (no, imsi): what the model says of every device, as in device_evidence.sql: evidence for (positive) and against
-- (negative) a machine, whose weights add up to the score. What is said of row n is looked up by its number
-- (src/classify/judge.ts); $words: what the features are called and what finds them, by their numbers. Texts are put
-- together without lists: a million of these cost more than the learning.
CREATE OR REPLACE TEMP TABLE device_evidence AS
WITH words AS (
  SELECT
    list_transform(items, item -> item.source) AS sources, list_transform(items, item -> item.words) AS words,
    list_transform(items, item -> item.unit) AS units
  FROM (SELECT from_json($words, '[{"source": "VARCHAR", "words": "VARCHAR", "unit": "VARCHAR"}]') AS items)
),
numbered AS (
  SELECT
    r.no, r.imsi, r.device_type, r.binding, r.equipment, r.declaration, r.apn_set, CAST(r.rowid AS INTEGER) AS n, w.sources, w.words, w.units
  FROM model_row AS r, words AS w
),
looked_up AS (
  SELECT
    *,
    judged_prior(n) AS prior, judged_equipment(n) AS equipped, judged_tac_company(n) AS tac_company,
    judged_declaration(n) AS declared, judged_company(n) AS company, judged_company_kind(n) AS company_kind,
    judged_feature_0(n) + 1 AS f0, judged_weight_0(n) AS w0, judged_value_0(n) AS v0,
    judged_feature_1(n) + 1 AS f1, judged_weight_1(n) AS w1, judged_value_1(n) AS v1,
    judged_feature_2(n) + 1 AS f2, judged_weight_2(n) AS w2, judged_value_2(n) AS v2,
    judged_feature_3(n) + 1 AS f3, judged_weight_3(n) AS w3, judged_value_3(n) AS v3,
    judged_rest(n) AS rest, judged_contradicted(n) AS contradicted,
    judged_score(n) AS score
  FROM numbered
),
worded AS (
  SELECT
    *,
    CASE equipment WHEN 0 THEN 'no IMEI' ELSE coalesce('TAC type ' || device_type, 'TAC that is not in the catalogue') END
    || CASE WHEN equipment > 4 AND NOT binding THEN ', declared' ELSE '' END
    || CASE WHEN equipment = 4 AND tac_company > 0 THEN ', whose other devices ' || company_words(tac_company) ELSE '' END
      AS equipped_words,
    CASE declaration WHEN 2 THEN 'declared_apn' ELSE 'declared_imsi_range' END AS declared_source,
    CASE declaration
      WHEN 0 THEN 'not declared'
      WHEN 1 THEN 'IMSI in a declared range'
      WHEN 2 THEN 'declared APN'
      ELSE 'IMSI in a declared range, declared APN'
    END AS declared_words,
    CASE WHEN apn_set = 0 THEN 'neighbours of its IMSI ' ELSE 'other devices of its APNs and around its IMSI ' END
    || company_words(company_kind)
      AS company_words,
    valued(words[f0], v0, units[f0]) AS words0, valued(words[f1], v1, units[f1]) AS words1,
    valued(words[f2], v2, units[f2]) AS words2, valued(words[f3], v3, units[f3]) AS words3
  FROM looked_up
)
SELECT
  no, imsi, score,
  concat_ws(
    ';',
    argument(prior, 'share of machines in the agreement'), argument(equipped, equipped_words),
    argument(declared, declared_words), argument(company, company_words),
    argument(w0, words0), argument(w1, words1), argument(w2, words2), argument(w3, words3),
    argument(rest, 'all else that it does'), argument(contradicted, 'what it does contradicts what it is said to be')
  ) AS arguments,
  '[' || concat_ws(
    ',',
    evidence_item('prior', prior, 'share of machines in the agreement'),
    evidence_item('tac_class', equipped, replace(replace(equipped_words, '\', '\\'), '"', '\"')),
    evidence_item(declared_source, declared, declared_words),
    evidence_item('behaviour', company, company_words),
    evidence_item(sources[f0], w0, words0), evidence_item(sources[f1], w1, words1),
    evidence_item(sources[f2], w2, words2), evidence_item(sources[f3], w3, words3),
    evidence_item('behaviour', rest, 'all else that it does'),
    evidence_item('behaviour', contradicted, 'what it does contradicts what it is said to be')
  ) || ']' AS evidence,
  equipped > 0 AS by_tac,
  company > 0 OR rest > 0
  OR (w0 > 0 AND sources[f0] = 'behaviour') OR (w1 > 0 AND sources[f1] = 'behaviour')
  OR (w2 > 0 AND sources[f2] = 'behaviour') OR (w3 > 0 AND sources[f3] = 'behaviour') AS by_behaviour,
  (w0 > 0 AND sources[f0] = 'signaling') OR (w1 > 0 AND sources[f1] = 'signaling')
  OR (w2 > 0 AND sources[f2] = 'signaling') OR (w3 > 0 AND sources[f3] = 'signaling') AS by_signaling
FROM worded
