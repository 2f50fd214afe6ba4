/** The bridge on the terminal: each step, the settlement it leads to, and a bar. */
import type { Statement } from '../../domain/statement.ts';
import { drawn } from '../../report/exact.ts';
import { formatAmount, formatChange, formatCount } from '../../report/format.ts';
import { axisFloor, type WaterfallStep, waterfall } from '../../report/waterfall.ts';
import { type RenderOptions, renderTable, type TableRow } from './table.ts';

const BAR_COLUMNS = 28;

/**
 * Table of the steps from `volume_only` to net. A full bar is a settlement or an addition, a hatched one takes away.
 * Empty text for a statement without a bridge; throws BALANCE_BROKEN where the steps do not lead to net.
 */
export function renderBridge(statement: Statement, options: RenderOptions = {}): string {
  const steps = waterfall(statement);
  if (steps.length === 0) return '';
  const bars = barsOf(steps);
  const rows: TableRow[] = steps.map(({ label, devices, kind, amount, running }, index) => [
    label,
    devices === null ? '' : formatCount(devices),
    kind === 'level' ? '' : formatChange(amount),
    formatAmount(running),
    bars[index] ?? '',
  ]);
  const net = rows.pop();
  if (net !== undefined && net !== 'rule' && !('strong' in net)) rows.push('rule', { strong: net });
  const headers = ['Bridge', 'Devices', 'Change', `Settlement ${statement.currency}`, ''];
  const table = renderTable(headers, rows, ['left', 'right', 'right', 'right', 'left'], options);
  return axisFloor(steps) === null ? table : `${table}\nThe bars do not begin at zero.`;
}

function barsOf(steps: readonly WaterfallStep[]): string[] {
  const ends = steps.flatMap(({ from, to }) => [drawn(from), drawn(to)]);
  const floor = axisFloor(steps) ?? Math.min(0, ...ends);
  const span = Math.max(0, ...ends) - floor;
  const column = (at: number) => (span > 0 ? Math.round((Math.max(at - floor, 0) / span) * BAR_COLUMNS) : 0);
  return steps.map(({ from, to }) => {
    const [a, b] = [column(drawn(from)), column(drawn(to))];
    const [left, right] = [Math.min(a, b), Math.max(a, b)];
    if (left === right) return `${' '.repeat(Math.min(left, BAR_COLUMNS - 1))}│`;
    return ' '.repeat(left) + (b < a ? '░' : '█').repeat(right - left);
  });
}
