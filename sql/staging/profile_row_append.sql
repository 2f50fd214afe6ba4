-- Appends the mapped rows of one chunk (src/decode/signaling/profile-rows.ts), one a line, fields parted by chr(31).
INSERT INTO profile_row
WITH mapped AS (
  SELECT string_split(unnest(string_split(decode($chunk::BLOB), chr(10))), chr(31)) AS f
)
SELECT
  CAST(f[1] AS BIGINT),
  nullif(f[2], ''),
  TRY_CAST(f[3] AS INTEGER),
  f[4], f[5], f[6], f[7], f[8], f[9], f[10], f[11], f[12], f[13], f[14], f[15], f[16]
FROM mapped
