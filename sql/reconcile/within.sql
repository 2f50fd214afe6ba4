-- Scalar macro, no relation: whether two numbers differ by no more than an absolute tolerance, or a percentage of the larger; what one
-- side does not state is not compared.
CREATE OR REPLACE TEMP MACRO within(ours, theirs, tolerance) AS
  ours IS NULL OR theirs IS NULL OR abs(ours - theirs) <= tolerance
  OR abs(ours - theirs) * 100 <= CAST(getvariable('percent') AS DECIMAL(5, 2)) * greatest(abs(ours), abs(theirs));
