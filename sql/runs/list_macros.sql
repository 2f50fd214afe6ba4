-- Grain: none: what of the device list and its lines is nearly never needed: amounts of high × 10^18 + low that low alone does not
-- hold (far). The files name what a month needs here, not in a CASE: that costs half a second a column and million rows though it is
-- never taken.
CREATE OR REPLACE TEMP MACRO near_text(high, low, decimals) AS minor_text(low, decimals);
CREATE OR REPLACE TEMP MACRO far_text(high, low, decimals) AS
  minor_text_of_any(CAST(high AS HUGEINT) * ten_to(18) + low, decimals);
CREATE OR REPLACE TEMP MACRO near_exact(high, low, places, shown) AS exact_text(0, low, places, shown);
CREATE OR REPLACE TEMP MACRO far_exact(high, low, places, shown) AS exact_text(high, low, places, shown);
CREATE OR REPLACE TEMP MACRO near_integer(high, low) AS CAST(low AS DECIMAL(38, 0));
CREATE OR REPLACE TEMP MACRO far_integer(high, low) AS wide_integer(high, low);
CREATE OR REPLACE TEMP MACRO device_amount(high, low, decimals) AS {{devices}}_text(high, low, decimals);
CREATE OR REPLACE TEMP MACRO device_exact(high, low, places, shown) AS {{devices}}_exact(high, low, places, shown);
CREATE OR REPLACE TEMP MACRO line_amount(high, low) AS {{lines}}_integer(high, low);
