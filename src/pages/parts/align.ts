/** Amounts under each other. */
import { formatAmount } from '../../report/format.ts';

const FIGURE_SPACE = '\u2007';
const POINT_SPACE = '\u2008';

/** Amounts of several currencies under each other: their points stand in one line. */
export function aligned(amounts: readonly string[]): string[] {
  const decimals = amounts.map((amount) =>
    amount.includes('.') ? amount.length - amount.indexOf('.') - 1 : 0,
  );
  const most = Math.max(0, ...decimals);
  return amounts.map((amount, index) => {
    const own = decimals[index]!;
    const point = own === 0 && most > 0 ? POINT_SPACE : '';
    return `${formatAmount(amount)}${point}${FIGURE_SPACE.repeat(most - own)}`;
  });
}
