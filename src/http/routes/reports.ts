/** Reports of a run: made by a process of their own, sent as a file or a zip archive, and removed. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Type from 'typebox';
import { audit, nameOf } from '../../access/audit.ts';
import { isDate } from '../../domain/period.ts';
import { RoamsettleError } from '../../errors.ts';
import { startChild } from '../../jobs/child.ts';
import type { ReportWork } from '../../jobs/work.ts';
import type { ReportFormat } from '../../report/write.ts';
import type { App } from '../app.ts';
import { sendFiles, ZIP } from '../download.ts';
import { callerOf, requireRole } from '../guard.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { temporaryFolder } from '../staging.ts';
import { AgreementId, Flag, RunParams } from './schemas.ts';

const FORMATS: readonly ReportFormat[] = ['json', 'csv', 'xlsx', 'html', 'pdf', 'parquet'];
/** Formats of statements alone, in which no IMSI stands. */
const WITHOUT_IMSI: readonly ReportFormat[] = ['html', 'pdf'];
/** Formats of one file, and what it is. */
const SINGLE: Readonly<Partial<Record<ReportFormat, string>>> = {
  html: 'text/html',
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export function reportRoutes(app: App, service: Service): void {
  const { shelf, config, reports } = service;
  app.get(
    '/v1/runs/:run/report',
    operation(
      {
        id: 'getReport',
        role: 'viewer',
        tag: 'reports',
        summary: 'Statements, device list and BCE-style reports of a run, as a download',
        answers: {
          200: {
            description:
              'One file for html, pdf or xlsx alone, else a zip archive. What shows IMSIs takes the role operator, and is audited.',
            types: [ZIP, ...Object.values(SINGLE)],
            schema: Type.Unsafe<unknown>({ type: 'string', format: 'binary' }),
          },
        },
        errors: ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'STATEMENT_NOT_FOUND', 'USAGE', 'SERVER_BUSY'],
      },
      {
        params: RunParams,
        querystring: Type.Object(
          {
            format: Type.String({
              pattern: `^(${FORMATS.join('|')})(,(${FORMATS.join('|')})){0,5}$`,
              description: 'json, csv, xlsx, html, pdf, parquet; joined by commas',
            }),
            agreement: Type.Optional(AgreementId),
            pseudonyms: Flag,
            shuffle: Flag,
            invoice_date: Type.Optional(
              Type.String({
                pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
                description: 'dates the invoice that the agreement heads',
              }),
            ),
          },
          { additionalProperties: false },
        ),
      },
    ),
    async (request, reply) => {
      const { format, agreement = null, pseudonyms = false, shuffle = false } = request.query;
      if (shuffle && !pseudonyms) throw new RoamsettleError('USAGE', 'shuffle needs pseudonyms.');
      const invoiceDate = request.query.invoice_date ?? null;
      if (invoiceDate !== null && !isDate(invoiceDate))
        throw new RoamsettleError('USAGE', 'invoice_date is no date.');
      const formats = [...new Set(format.split(',') as ReportFormat[])];
      const reveals = !pseudonyms && formats.some((one) => !WITHOUT_IMSI.includes(one));
      if (reveals) requireRole(request, 'operator');
      const { folder, run_id, issued } = await shelf.get(request.params.run);
      const free = reports.take();
      const out = temporaryFolder(service);
      const end = () => {
        free();
        rmSync(out, { recursive: true, force: true });
      };
      try {
        const work: ReportWork = {
          kind: 'report',
          run: folder,
          out: join(out, 'report'),
          formats,
          issued,
          agreement,
          pseudonyms,
          shuffle,
          invoiceDate,
        };
        const files = await write(service, work, request.raw.socket);
        if (reveals)
          audit(config.data, {
            who: nameOf(callerOf(request)),
            action: 'imsi_reveal',
            subject: { run_id, report: formats, agreement },
          });
        const name = `${run_id.slice(0, 12)}${agreement === null ? '' : `-${agreement}`}`;
        return sendFiles(reply, { folder: work.out, files, formats, single: SINGLE, name }, end);
      } catch (error) {
        end();
        throw error;
      }
    },
  );
}

/** Names of the files. The process ends with the connection: nobody waits for its work. */
async function write(
  { config: { data, workers, memory }, nonce }: Service,
  work: ReportWork,
  socket: NodeJS.EventEmitter,
): Promise<readonly string[]> {
  const child = startChild({ work, machine: { data, workers, memory } }, { nonce });
  socket.once('close', child.kill);
  const outcome = await child.outcome;
  socket.off('close', child.kill);
  if (outcome.state === 'failed') throw outcome.error;
  if (outcome.state === 'died') throw new RoamsettleError('JOB_DIED', outcome.how);
  return (outcome.result as { files: readonly string[] }).files;
}
