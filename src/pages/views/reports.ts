/** Reports of a run, to be saved. */
import { openDialog } from '../parts/dialog.ts';
import { download } from '../parts/download.ts';
import { menu } from '../parts/menu.ts';
import { problemBox, toast } from '../parts/notice.ts';
import { may } from '../session.ts';

const FORMATS = [
  ['html', 'Page (HTML)', false],
  ['pdf', 'Paper (PDF)', false],
  ['xlsx', 'Workbook (XLSX), shows IMSIs', true],
  ['csv', 'Device list and BCE-style reports (CSV), shows IMSIs', true],
  ['parquet', 'The same as Parquet, shows IMSIs', true],
  ['csv', 'Device list and reports (CSV), under pseudonyms', false],
] as const;

const OF_TERM = [
  ['html', 'Page (HTML)'],
  ['pdf', 'Paper (PDF)'],
  ['csv', 'Lines (CSV)'],
  ['json', 'Whole (JSON)'],
] as const;

export function reportsMenu(run: string, agreement: string | null): HTMLElement {
  const formats = FORMATS.filter(([, , shows]) => !shows || may('operator'));
  return menu(
    'Reports',
    formats.map(([format, name, shows]) => {
      const pseudonyms = format === 'csv' && !shows ? { pseudonyms: 'true' } : {};
      const query = { format, ...(agreement === null ? {} : { agreement }), ...pseudonyms };
      return [name, () => saveReport(`/v1/runs/${run}/report`, query)];
    }),
  );
}

/** They name no IMSI, so anybody may have them. */
export function termReportsMenu(term: string): HTMLElement {
  return menu(
    'Reports',
    OF_TERM.map(([format, name]) => [name, () => saveReport(`/v1/terms/${term}/report`, { format })]),
  );
}

function saveReport(path: string, query: Readonly<Record<string, string>>): void {
  toast(`The report (${query.format}) is being made …`);
  download(path, `report.${query.format}`, { query }).catch((error: unknown) =>
    openDialog({ title: 'Report', body: problemBox(error) }),
  );
}
