-- Macros that hide what another engine would write differently. No grain.
CREATE OR REPLACE TEMP MACRO tac_of(imei) AS
  -- Of 14, 15 or 16 digits; one division for all costs a third of three cases.
  CASE
    WHEN imei >= 100000000000000 THEN imei // (
      1000000
      + 9000000 * CAST(imei >= 1000000000000000 AS BIGINT)
      + 90000000 * CAST(imei >= 10000000000000000 AS BIGINT)
    )
  END;
CREATE OR REPLACE TEMP MACRO identifier_text(id) AS substr(CAST(id AS VARCHAR), 2);
-- An identifier (1 followed by at most 15 digits) filled up with zeros: in its order, then the identifier's own, the digits
-- stand as their texts do, and integers compare faster.
CREATE OR REPLACE TEMP MACRO text_order(id) AS
  CASE
    WHEN id >= 1000000000000000 THEN id
    WHEN id >= 100000000000000 THEN id * 10
    ELSE id * CAST(power(10, 16 - length(CAST(id AS VARCHAR))) AS BIGINT)
  END;
-- Three codes of 31 bits, or none, in one integer.
CREATE OR REPLACE TEMP MACRO code_key(one, two, three) AS
  CAST(coalesce(one, -1) + 1 AS HUGEINT) * 4611686018427387904
  + CAST(coalesce(two, -1) + 1 AS BIGINT) * 2147483648
  + coalesce(three, -1) + 1;
-- Where a row stands in a table of packed rows: by device, and by its hour since 1970.
CREATE OR REPLACE TEMP MACRO pack_place(ordinal, ms) AS CAST(ordinal AS BIGINT) * 4194304 + CAST(ms AS BIGINT) // 3600000;
CREATE OR REPLACE TEMP MACRO utc_text(ms) AS
  strftime(make_timestamp(ms * 1000), '%Y-%m-%dT%H:%M:%SZ');
-- A local clock's time with its offset, as RFC 3339 has it: seconds since 1970 there, and minutes east of UTC.
CREATE OR REPLACE TEMP MACRO local_text(local_seconds, utc_offset) AS
  strftime(make_timestamp(local_seconds * 1000000), '%Y-%m-%dT%H:%M:%S')
  || CASE WHEN utc_offset < 0 THEN '-' ELSE '+' END
  || lpad(CAST(abs(utc_offset) // 60 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(utc_offset) % 60 AS VARCHAR), 2, '0');
CREATE OR REPLACE TEMP MACRO ten_to(exponent) AS
  [
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
    10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000
  ][exponent + 1];
CREATE OR REPLACE TEMP MACRO minor_digits(minor, decimals) AS
  lpad(
    CAST(abs(minor) AS VARCHAR),
    CAST(greatest(length(CAST(abs(minor) AS VARCHAR)), decimals + 1) AS INTEGER),
    '0'
  );
CREATE OR REPLACE TEMP MACRO minor_text_of_any(minor, decimals) AS
  CASE WHEN minor < 0 THEN '-' ELSE '' END
  || CASE
       WHEN decimals = 0 THEN CAST(abs(minor) AS VARCHAR)
       ELSE left(minor_digits(minor, decimals), -decimals) || '.' || right(minor_digits(minor, decimals), decimals)
     END;
-- Everyday amounts as decimals of 18 digits, which is exact and faster than cutting texts; the others by their digits.
CREATE OR REPLACE TEMP MACRO minor_text(minor, decimals) AS
  CASE
    WHEN minor NOT BETWEEN -999999999999 AND 999999999999 THEN minor_text_of_any(minor, decimals)
    WHEN decimals = 2 THEN CAST(CAST(minor AS DECIMAL(12, 0)) * CAST('0.01' AS DECIMAL(3, 2)) AS VARCHAR)
    WHEN decimals = 3 THEN CAST(CAST(minor AS DECIMAL(12, 0)) * CAST('0.001' AS DECIMAL(4, 3)) AS VARCHAR)
    WHEN decimals = 4 THEN CAST(CAST(minor AS DECIMAL(12, 0)) * CAST('0.0001' AS DECIMAL(5, 4)) AS VARCHAR)
    WHEN decimals = 5 THEN CAST(CAST(minor AS DECIMAL(12, 0)) * CAST('0.00001' AS DECIMAL(6, 5)) AS VARCHAR)
    ELSE minor_text_of_any(minor, decimals)
  END;
-- high × 10^18 + low, where high is 0 for everyday amounts, as a DECIMAL, which Parquet keeps whole.
CREATE OR REPLACE TEMP MACRO wide_integer(high, low) AS
  CASE
    WHEN high <> 0 THEN CAST(CAST(high AS HUGEINT) * ten_to(18) + low AS DECIMAL(38, 0))
    ELSE CAST(low AS DECIMAL(38, 0))
  END;
-- A BIGINT of 10^-decimals, from 1 to 18 of them.
CREATE OR REPLACE TEMP MACRO places_text(minor, decimals) AS
  CASE WHEN minor < 0 THEN '-' ELSE '' END
  || CAST(abs(minor) // ten_to(decimals) AS VARCHAR) || '.'
  || lpad(CAST(abs(minor) % ten_to(decimals) AS VARCHAR), decimals, '0');
CREATE OR REPLACE TEMP MACRO exact_text_of_any(minor, places, shown) AS
  CASE
    WHEN places <= shown THEN minor_text_of_any(minor, shown)
    ELSE rtrim(
      left(
        minor_text_of_any(minor, places),
        greatest(
          length(rtrim(minor_text_of_any(minor, places), '0')),
          length(minor_text_of_any(minor, places)) - places + shown
        )
      ),
      '.'
    )
  END;
-- An amount of high × 10^18 + low in units of 10^-places, with at least the decimals that are shown.
CREATE OR REPLACE TEMP MACRO exact_text(high, low, places, shown) AS
  CASE
    WHEN high <> 0 OR places > 18 THEN exact_text_of_any(CAST(high AS HUGEINT) * ten_to(18) + low, places, shown)
    WHEN low % ten_to(places - shown) = 0 THEN minor_text(low // ten_to(places - shown), shown)
    WHEN places <= 5 THEN rtrim(minor_text(low, places), '0')
    ELSE rtrim(places_text(low, places), '0')
  END;
-- TD.57 Severe: the record is known, and never charged (RecordFlag.REJECTED of src/arrow/schemas.ts).
CREATE OR REPLACE TEMP MACRO record_rejected(flags) AS (flags // 64) % 2 = 1;
