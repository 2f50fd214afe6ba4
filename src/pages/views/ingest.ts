/** Load files: those the server can read, and those that are sent from here. */
import type { Job } from '../answers.ts';
import { ask } from '../api.ts';
import { h } from '../dom.ts';
import { pageHead } from '../frame.ts';
import { upload } from '../parts/download.ts';
import { choice, labelled } from '../parts/fields.ts';
import { noticeBox } from '../parts/notice.ts';
import { sending } from '../parts/sending.ts';
import { address } from '../place.ts';
import { may } from '../session.ts';
import type { View } from './view.ts';

export const ingestView: View = async () => {
  if (!may('operator'))
    return h(
      'div',
      {},
      pageHead({ title: 'Load files' }),
      noticeBox('warn', 'This takes the role operator.'),
    );
  const paths = h('textarea', {
    rows: 4,
    spellcheck: 'false',
    autofocus: true,
    placeholder: '/srv/incoming/2026-10',
  });
  const files = h('input', { type: 'file', multiple: true });
  const audit = choice(
    [
      ['enforce', 'keep its money back'],
      ['report', 'load it and say so'],
    ],
    'enforce',
  );
  const said = h('p', { class: 'soft', role: 'status' });
  const form = sending('Load', async () => {
    const named = paths.value.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
    const chosen = [...(files.files ?? [])];
    const sent: string[] = [];
    for (const [index, file] of chosen.entries()) {
      said.textContent = `Sending ${index + 1} of ${chosen.length}: ${file.name}`;
      sent.push(await upload(file));
    }
    const job = await ask<Job>('/v1/ingests', {
      method: 'POST',
      json: { paths: [...named, ...sent], audit: audit.value },
    });
    location.hash = address(['jobs', job.id]);
  });
  return h(
    'div',
    { class: 'narrow' },
    pageHead({ title: 'Load files', about: 'Each file is loaded once, whatever its name: by its content.' }),
    h(
      'form',
      {
        class: 'panel form',
        onsubmit: form.onsubmit,
      },
      labelled(
        'Files or folders on the server',
        paths,
        'One a line, below a root that the server was given.',
      ),
      labelled('Files from here', files, 'TAP, NRTRDE, RAP or signaling; gzip, zstd and zip as they are.'),
      labelled('A TAP file whose audit disagrees', audit),
      said,
      form.end,
    ),
  );
};
