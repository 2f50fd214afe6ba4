-- Grain: one of the first $known patterns and its key: bits of the columns that are null, and the values, 0 where null.
SELECT
  pattern,
  concat_ws(
    ' ',
    8 * CAST(exchange_rate_code IS NULL AS INTEGER)
    + 16 * CAST(rec_entity IS NULL AS INTEGER)
    + 32 * CAST(gateway IS NULL AS INTEGER)
    + 64 * CAST(partial_type IS NULL AS INTEGER)
    + 128 * CAST(apn IS NULL AS INTEGER)
    + 256 * CAST(apn_oi IS NULL AS INTEGER)
    + 512 * CAST(serving_network IS NULL AS INTEGER)
    + 1024 * CAST(teleservice IS NULL AS INTEGER)
    + 4096 * CAST(cause_for_term IS NULL AS INTEGER)
    + 8192 * CAST(rap_sequence IS NULL AS INTEGER)
    + 16384 * CAST(charged_item IS NULL AS INTEGER)
    + 32768 * CAST(charges IS NULL AS INTEGER),
    event_tag, enum_code(service), utc_offset, coalesce(exchange_rate_code, 0), coalesce(rec_entity, 0), coalesce(gateway, 0),
    coalesce(partial_type, 0), coalesce(apn, 0), coalesce(apn_oi, 0), coalesce(serving_network, 0), coalesce(teleservice, 0),
    flags, coalesce(cause_for_term, 0), coalesce(rap_sequence, 0), coalesce(charged_item, 0), coalesce(charges, 0)
  ) AS key
FROM tap_pattern
ORDER BY pattern
LIMIT $known
