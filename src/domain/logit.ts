/**
 * A weight of evidence (thousandths of a logit, an integer) without its sign, in logits with two decimals; half a hundredth counts as a
 * whole one, as in the words of the device list (`hundredths` in sql/classify/model_macros.sql).
 */
export function logitText(weight: number): string {
  const hundredths = Math.floor((Math.abs(weight) + 5) / 10);
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;
}
