/** Dispute packs: made for a partner, saved, and worked out again. */
import { formatCount } from '../../report/format.ts';
import type { Job } from '../answers.ts';
import { ask } from '../api.ts';
import { button, type Child, h, link } from '../dom.ts';
import { figures, pageHead, section } from '../frame.ts';
import type { Packed, Verified } from '../papers.ts';
import { bytes } from '../parts/amounts.ts';
import { openDialog } from '../parts/dialog.ts';
import { download } from '../parts/download.ts';
import { choice, input, labelled } from '../parts/fields.ts';
import { noticeBox, problemBox, toast } from '../parts/notice.ts';
import { referenceField } from '../parts/reference.ts';
import { sending } from '../parts/sending.ts';
import { table } from '../parts/table.ts';
import { monthName } from '../parts/words.ts';
import { address } from '../place.ts';
import { may } from '../session.ts';
import type { View } from './view.ts';

/** What the counts of a verification are of. */
const RECOMPUTED: Readonly<Record<string, string>> = { ddr: 'rows of the DDR' };

/** Asks what goes into the pack, and starts the job that makes it. */
export async function packDialog(run: string, agreement: string): Promise<void> {
  const devices = choice(
    [
      ['some', 'a sample that nobody chooses'],
      ['all', 'all charged devices'],
      ['none', 'none'],
    ],
    'some',
    { autofocus: true },
  );
  const number = input({ value: '100', pattern: '[1-9][0-9]{0,6}', inputmode: 'numeric', required: true });
  const records = h('input', { type: 'checkbox', id: 'pack-records' });
  const pseudonyms = h('input', { type: 'checkbox', id: 'pack-pseudonyms' });
  let job: Job | null = null;
  const done = await openDialog({
    title: `Dispute pack of ${agreement}`,
    body: h(
      'div',
      {},
      h(
        'p',
        { class: 'soft' },
        'One signed archive with the statement and what it was worked out from. The partner works it out again with ',
        h('code', {}, 'verify'),
        '.',
      ),
      labelled('Evidence of', devices),
      labelled('Devices of a sample', number),
      h(
        'p',
        { class: 'check' },
        records,
        h('label', { for: 'pack-records' }, 'Their single TAP records and signaling events too'),
      ),
      h(
        'p',
        { class: 'check' },
        pseudonyms,
        h('label', { for: 'pack-pseudonyms' }, 'Pseudonyms instead of IMSIs'),
      ),
      h('p', { class: 'hint' }, 'A pack with IMSIs stands in the audit log.'),
    ),
    act: {
      label: 'Make the pack',
      run: async () => {
        job = await ask<Job>(`/v1/runs/${run}/pack`, {
          method: 'POST',
          json: {
            agreement,
            devices: devices.value === 'some' ? Number(number.value) : devices.value,
            ...(records.checked ? { records: true } : {}),
            ...(pseudonyms.checked ? { pseudonyms: true } : {}),
          },
        });
      },
    },
  });
  if (done && job !== null) location.hash = address(['jobs', (job as Job).id]);
}

export const verifyView: View = async () => {
  const head = { title: 'Verify a pack', crumbs: [['#/disputes', 'Disputes']] } as const;
  if (!may('operator'))
    return h('div', {}, pageHead(head), noticeBox('warn', 'This takes the role operator.'));
  const pack = referenceField('Pack', '', 'The archive that the partner sent.', { required: true });
  const key = h('textarea', { rows: 5, spellcheck: 'false', placeholder: '-----BEGIN PUBLIC KEY-----' });
  const form = sending('Verify', async () => {
    const pem = key.value.trim();
    const job = await ask<Job>('/v1/verifications', {
      method: 'POST',
      json: { pack: pack.value(), ...(pem === '' ? {} : { key: `${pem}\n` }) },
    });
    location.hash = address(['jobs', job.id]);
  });
  return h(
    'div',
    { class: 'narrow' },
    pageHead({ ...head, about: 'Its statement is worked out again from the pack alone.' }),
    h(
      'form',
      {
        class: 'panel form',
        onsubmit: form.onsubmit,
      },
      pack.box,
      labelled(
        'Public key of the sender',
        key,
        'PEM, given on another way than the pack. Without it the key inside is taken, which proves nothing of who signed.',
      ),
      form.end,
    ),
  );
};

/** A pack that a job has made. */
export function packedOf({ id, file }: Job, result: Readonly<Record<string, unknown>>): Child {
  const {
    agreement_id,
    period,
    bytes: size,
    sha256,
    members,
    evidence,
    public_key,
    fingerprint,
  } = result as unknown as Packed;
  const save = () => {
    download(file!, `${agreement_id}.zip`).catch((error: unknown) =>
      openDialog({ title: 'Dispute pack', body: problemBox(error) }),
    );
  };
  return [
    noticeBox(
      'good',
      `The pack of ${agreement_id} for ${monthName(period)}: ${formatCount(members)} members, ${bytes(size)}; evidence of ${formatCount(evidence.devices)} of ${formatCount(evidence.charged)} charged devices.`,
    ),
    file
      ? may('operator')
        ? h('p', {}, button('Save the pack', save, { class: 'primary' }), ' It is kept here for a day.')
        : h('p', { class: 'soft' }, 'An operator can save it, for a day.')
      : noticeBox('warn', `Job ${id} has the pack no longer: start it again.`),
    section(
      'For the partner, on another way than the pack',
      h(
        'dl',
        { class: 'facts' },
        h('dt', {}, 'Key’s fingerprint'),
        h('dd', {}, h('code', {}, fingerprint)),
        h('dt', {}, 'SHA-256 of the pack'),
        h('dd', {}, h('code', {}, sha256)),
        h('dt', {}, 'Public key'),
        h(
          'dd',
          {},
          h(
            'code',
            {},
            public_key
              .trimEnd()
              .split('\n')
              .map((line) => [line, h('br')]),
          ),
        ),
      ),
      h(
        'p',
        {},
        button('Copy the key', () => copy(public_key), { class: 'small' }),
      ),
    ),
  ];
}

/** What came of a verification. */
export function verifiedOf(result: Readonly<Record<string, unknown>>): Child {
  const { run_id, agreement_id, period, equal, trusted, fingerprint, recomputed, different, differences } =
    result as unknown as Verified;
  return [
    equal
      ? noticeBox('good', h('strong', {}, 'Equal: '), 'the statement follows from the pack.')
      : h(
          'div',
          { class: 'notice bad', role: 'alert' },
          h(
            'p',
            {},
            h('strong', {}, 'Different: '),
            `${formatCount(different)} values of the pack do not follow from it.`,
          ),
        ),
    trusted
      ? noticeBox('good', 'It is signed by the key that was given.')
      : noticeBox(
          'warn',
          'No key was given, so the signature was held against the one inside, which proves nothing of who signed: compare its fingerprint with the sender.',
        ),
    figures(
      Object.entries(recomputed).map(([name, number]) => [
        formatCount(number),
        `${RECOMPUTED[name] ?? name} worked out again`,
      ]),
    ),
    h(
      'dl',
      { class: 'facts' },
      h('dt', {}, 'Statement'),
      h('dd', {}, `${agreement_id}, ${monthName(period)}`),
      h('dt', {}, 'Run of the sender'),
      h('dd', {}, h('code', {}, run_id)),
      h('dt', {}, 'Key’s fingerprint'),
      h('dd', {}, h('code', {}, fingerprint)),
    ),
    differences.length === 0
      ? null
      : section(
          'What differs',
          table({
            name: `differences ${agreement_id} ${period}`,
            rows: differences,
            caption: differences.length < different ? `The first ${differences.length}.` : null,
            columns: [
              { name: 'Where', kind: 'code', value: ({ at }) => at },
              { name: 'In the pack', kind: 'number', value: ({ pack }) => pack },
              { name: 'Worked out', kind: 'number', value: (one) => one.recomputed },
            ],
          }),
        ),
    h('p', {}, link(address(['verify']), 'Verify another pack')),
  ];
}

function copy(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => toast('The key is copied.'),
    () => toast('The browser does not let it be copied: select it instead.'),
  );
}
