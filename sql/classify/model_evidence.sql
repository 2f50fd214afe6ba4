-- Grain: (no, imsi): a device with what the model says of it, as in device_evidence.sql: evidence for (positive) and against
-- (negative) a machine, whose weights add up to the score. Source bound: no evidence, but what the score is raised to or lowered
-- to. One scan of one table, whose order DuckDB keeps: what is said of a row is looked up by its place, all at once
-- (src/classify/judge.ts). Texts are put together without lists: a million of these cost more than
-- the learning. A view, so that no text is made, kept or sorted that is not written.
CREATE OR REPLACE TEMP VIEW device_evidence AS
WITH placed AS (SELECT *, judged(CAST(rowid AS INTEGER)) AS said FROM seen_device),
looked_up AS (
  SELECT
    * EXCLUDE (said),
    said.prior, said.equipment AS equipped, said.tac_company, said.declaration AS declared, said.company, said.company_kind,
    said.run, said.run_kind, said.alike, said.alike_kind,
    said.feature_0 + 1 AS f0, said.weight_0 AS w0, said.value_0 AS v0,
    said.feature_1 + 1 AS f1, said.weight_1 AS w1, said.value_1 AS v1,
    said.feature_2 + 1 AS f2, said.weight_2 AS w2, said.value_2 AS v2,
    said.feature_3 + 1 AS f3, said.weight_3 AS w3, said.value_3 AS v3,
    said.rest, said.contradicted, said.uncorroborated, said.hidden, said.score
  FROM placed
),
worded AS (
  SELECT
    *,
    CASE equipment WHEN 0 THEN 'no IMEI' ELSE coalesce('TAC type ' || device_type, 'TAC that is not in the catalogue') END
    || CASE WHEN equipment > 4 AND NOT binding THEN ', declared' ELSE '' END
    || CASE
      WHEN tac_company = 0 THEN ''
      WHEN equipment = 2 THEN ', whose other devices in the agreement ' || company_words(tac_company)
      WHEN equipment = 4 THEN ', whose other devices ' || company_words(tac_company)
      ELSE ''
    END
      AS equipped_words,
    CASE declaration WHEN 2 THEN 'declared_apn' ELSE 'declared_imsi_range' END AS declared_source,
    CASE declaration
      WHEN 0 THEN 'not declared'
      WHEN 1 THEN 'IMSI in a declared range'
      WHEN 2 THEN 'declared APN'
      ELSE 'IMSI in a declared range, declared APN'
    END AS declared_words,
    CASE WHEN apns <> '' THEN 'against all of the agreement, other devices of its APNs and around its IMSI ' ELSE 'against all of the agreement, neighbours of its IMSI ' END
    || company_said(company_kind, company)
      AS company_words,
    run_words(run_kind) AS run_words,
    alike_words(alike_kind) AS alike_words,
    valued(getvariable('model_words').words[f0], v0, getvariable('model_words').units[f0]) AS words0,
    valued(getvariable('model_words').words[f1], v1, getvariable('model_words').units[f1]) AS words1,
    valued(getvariable('model_words').words[f2], v2, getvariable('model_words').units[f2]) AS words2,
    valued(getvariable('model_words').words[f3], v3, getvariable('model_words').units[f3]) AS words3,
    getvariable('model_words').sources[f0] AS source0,
    getvariable('model_words').sources[f1] AS source1,
    getvariable('model_words').sources[f2] AS source2,
    getvariable('model_words').sources[f3] AS source3
  FROM looked_up
)
SELECT
  * EXCLUDE (
    prior, equipped, equipped_words, tac_company, declared, declared_source, declared_words, company, company_kind, company_words,
    run, run_kind, run_words, alike, alike_kind, alike_words, f0, w0, v0, words0, source0, f1, w1, v1, words1, source1, f2, w2, v2, words2, source2, f3, w3, v3, words3, source3,
    rest, contradicted, uncorroborated, hidden
  ),
  concat_ws(
    ';',
    argument(prior, 'share of machines in the agreement'), argument(equipped, equipped_words),
    argument(declared, declared_words), argument(company, company_words), argument(run, run_words), argument(alike, alike_words),
    argument(w0, words0), argument(w1, words1), argument(w2, words2), argument(w3, words3),
    argument(rest, 'all else that it does'), argument(contradicted, 'upper bound: what it does is clearly a person''s'),
    argument(uncorroborated, 'upper bound: nothing but what it does says machine, and it is silent or uses more data than phones'),
    argument(hidden, 'lower bound: some machines behave like people')
  ) AS arguments,
  '[' || concat_ws(
    ',',
    evidence_item('prior', prior, 'share of machines in the agreement'),
    evidence_item('tac_class', equipped, replace(replace(equipped_words, '\', '\\'), '"', '\"')),
    evidence_item(declared_source, declared, declared_words),
    evidence_item('behaviour', company, company_words), evidence_item('behaviour', run, run_words), evidence_item('behaviour', alike, alike_words),
    evidence_item(source0, w0, words0), evidence_item(source1, w1, words1),
    evidence_item(source2, w2, words2), evidence_item(source3, w3, words3),
    evidence_item('behaviour', rest, 'all else that it does'),
    evidence_item('bound', contradicted, 'upper bound: what it does is clearly a person''s'),
    evidence_item('bound', uncorroborated, 'upper bound: nothing but what it does says machine, and it is silent or uses more data than phones'),
    evidence_item('bound', hidden, 'lower bound: some machines behave like people')
  ) || ']' AS evidence,
  equipped > 0 AS by_tac,
  company > 0 OR run > 0 OR alike > 0 OR rest > 0
  OR (w0 > 0 AND source0 = 'behaviour') OR (w1 > 0 AND source1 = 'behaviour')
  OR (w2 > 0 AND source2 = 'behaviour') OR (w3 > 0 AND source3 = 'behaviour') AS by_behaviour,
  (w0 > 0 AND source0 = 'signaling') OR (w1 > 0 AND source1 = 'signaling')
  OR (w2 > 0 AND source2 = 'signaling') OR (w3 > 0 AND source3 = 'signaling') AS by_signaling
FROM worded
