-- Grain: (no, imsi): what the model says of every device: evidence for (positive) and against (negative) a machine as in
-- device_evidence.sql, whose weights add up to the score. What is said of row n is looked up by its number
-- (src/classify/judge.ts); $words: what the features are called and what finds them, by their numbers.
CREATE OR REPLACE TEMP TABLE device_evidence AS
WITH words AS (
  SELECT list(item.source) AS sources, list(item.words) AS words
  FROM (SELECT unnest(from_json($words, '[{"source": "VARCHAR", "words": "VARCHAR"}]')) AS item)
),
placed AS (
  SELECT r.no, r.imsi, r.device_type, r.equipment, r.declaration, r.in_declared_range, CAST(r.rowid AS INTEGER) AS n, w.sources, w.words
  FROM model_row AS r, words AS w
)
SELECT
  no, imsi,
  list_filter([
    {'source': 'prior', 'weight': judged_prior(n), 'words': 'share of machines in the agreement'},
    {
      'source': 'tac_class',
      'weight': judged_equipment(n),
      'words': CASE equipment WHEN 0 THEN 'no IMEI' ELSE coalesce('TAC type ' || device_type, 'TAC that is not in the catalogue') END
        || CASE
          WHEN equipment = 3 AND judged_tac_company(n) > 0 THEN ', whose other devices ' || company_words(judged_tac_company(n))
          ELSE ''
        END
    },
    {
      'source': CASE declaration WHEN 2 THEN 'declared_apn' ELSE 'declared_imsi_range' END,
      'weight': judged_declaration(n),
      'words': CASE declaration
        WHEN 0 THEN 'not declared'
        WHEN 1 THEN 'IMSI in a declared range'
        WHEN 2 THEN 'declared APN or TAC'
        ELSE 'IMSI in a declared range, declared APN or TAC'
      END
    },
    {
      'source': 'behaviour',
      'weight': judged_company(n),
      'words': CASE WHEN judged_company_kind(n) > 6 THEN 'neighbours of its IMSI' ELSE 'other devices of its APNs' END
        || ' ' || company_words(judged_company_kind(n))
    },
    CASE WHEN judged_feature_0(n) >= 0 THEN {
      'source': sources[judged_feature_0(n) + 1], 'weight': judged_weight_0(n), 'words': valued(words[judged_feature_0(n) + 1], judged_value_0(n))
    } END,
    CASE WHEN judged_feature_1(n) >= 0 THEN {
      'source': sources[judged_feature_1(n) + 1], 'weight': judged_weight_1(n), 'words': valued(words[judged_feature_1(n) + 1], judged_value_1(n))
    } END,
    CASE WHEN judged_feature_2(n) >= 0 THEN {
      'source': sources[judged_feature_2(n) + 1], 'weight': judged_weight_2(n), 'words': valued(words[judged_feature_2(n) + 1], judged_value_2(n))
    } END,
    CASE WHEN judged_feature_3(n) >= 0 THEN {
      'source': sources[judged_feature_3(n) + 1], 'weight': judged_weight_3(n), 'words': valued(words[judged_feature_3(n) + 1], judged_value_3(n))
    } END,
    {'source': 'behaviour', 'weight': judged_rest(n), 'words': 'all else that it does'},
    {'source': 'behaviour', 'weight': judged_contradicted(n), 'words': 'what it does contradicts what it is said to be'}
  ], item -> item IS NOT NULL AND item.weight <> 0) AS evidence,
  judged_score(n) AS score
FROM placed
