/** What a preview came to: statements that nothing keeps. */
import type { Statement } from '../../domain/statement.ts';
import { formatAmount, formatCount } from '../../report/format.ts';
import { type Child, h } from '../dom.ts';
import { figures } from '../frame.ts';
import { noticeBox } from '../parts/notice.ts';
import { bridgePart } from './bridge.ts';
import { segmentsPart } from './segments.ts';

export function previewOf(result: Readonly<Record<string, unknown>>): Child {
  const statements = (result.statements ?? []) as readonly Statement[];
  return [
    noticeBox('plain', 'A preview: nothing of it is kept, and no run stands behind it.'),
    statements.map((statement) => {
      const decided = (name: string) =>
        formatCount(statement.devices.by_decision.find(({ decision }) => decision === name)?.devices ?? 0);
      return h(
        'section',
        { class: 'panel' },
        h('h2', {}, statement.agreement.id),
        figures([
          [formatAmount(statement.totals.net), `net, ${statement.currency}`],
          [decided('charge'), 'devices charged'],
          [decided('review'), 'in review'],
          [decided('ignore'), 'settled as human'],
        ]),
        bridgePart(statement),
        segmentsPart(statement, null),
      );
    }),
  ];
}
