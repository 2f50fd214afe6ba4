/** Reports of a run, to be saved. */
import { button, h } from '../dom.ts';
import { openDialog } from '../parts/dialog.ts';
import { download } from '../parts/download.ts';
import { problemBox, toast } from '../parts/notice.ts';
import { may } from '../session.ts';

const FORMATS = [
  ['html', 'Page (HTML)', false],
  ['pdf', 'Paper (PDF)', false],
  ['xlsx', 'Workbook (XLSX), shows IMSIs', true],
  ['csv', 'Device list and BCE-style reports (CSV), shows IMSIs', true],
  ['parquet', 'The same as Parquet, shows IMSIs', true],
] as const;

/** A menu that opens by click or key and closes with Escape. */
export function reportsMenu(run: string, agreement: string | null): HTMLElement {
  const save = (format: string) => {
    menu.open = false;
    toast(`The report (${format}) is being made …`);
    const query = new URLSearchParams({ format, ...(agreement === null ? {} : { agreement }) });
    download(`/v1/runs/${run}/report?${query}`, `report.${format}`).catch((error: unknown) =>
      openDialog({ title: 'Report', body: problemBox(error) }),
    );
  };
  const menu = h(
    'details',
    {
      class: 'menu',
      onkeydown: (event: KeyboardEvent) => {
        if (event.key !== 'Escape') return;
        menu.open = false;
        menu.querySelector('summary')?.focus();
      },
    },
    h('summary', { class: 'button' }, 'Reports'),
    h(
      'div',
      { class: 'menu-list' },
      FORMATS.filter(([, , shows]) => !shows || may('operator')).map(([format, name]) =>
        button(name, () => save(format), { class: 'quiet' }),
      ),
    ),
  );
  return menu;
}
