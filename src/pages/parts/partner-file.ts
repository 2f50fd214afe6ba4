/**
 * A partner's file and how it is read (docs/reconcile.md): a profile by fields. The head of a file that is sent from here
 * fills them in, as far as its words are known; what was said last of an agreement is remembered.
 */
import { h } from '../dom.ts';
import { choice, input, labelled } from './fields.ts';
import { strayWords, wordsOf, wordsText } from './partner-words.ts';
import { referenceField } from './reference.ts';

export type PartnerColumn = 'line' | 'service' | 'segment' | 'imsi' | 'quantity' | 'amount' | 'reason';

interface Profile {
  readonly separator?: string;
  readonly decimal?: string;
  readonly thousands?: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly quantity_size?: number;
}

export interface PartnerFields {
  readonly file: HTMLElement;
  readonly profile: HTMLElement;
  value(): { readonly file: string; readonly profile: Profile };
  /** For the next time. */
  remember(): void;
}

const REMEMBERED = 'roamsettle.partner.';
const HEAD_BYTES = 64 * 1024;
const NAMES: Readonly<Record<PartnerColumn, string>> = {
  line: 'Line',
  service: 'Service',
  segment: 'Segment',
  imsi: 'IMSI',
  quantity: 'Quantity',
  amount: 'Amount',
  reason: 'Reason',
};
/** What a column of the kind is often called. */
const KNOWN: Readonly<Record<PartnerColumn, RegExp>> = {
  line: /^(line(_?id)?|zeile|position|ligne)$/i,
  service: /^(service|dienst|call.?type)$/i,
  segment: /^segment$/i,
  imsi: /imsi/i,
  quantity: /^(quantity|volume|volumen|menge|units?|quantit)/i,
  amount: /^(amount|charge|betrag|montant|importe|net)/i,
  reason: /^(reason|grund|comment|remark|bemerkung|motif)/i,
};
const SEPARATORS = [
  [',', 'comma'],
  [';', 'semicolon'],
  ['|', 'bar'],
  ['\t', 'tab'],
] as const;

export function partnerFields(agreement: string, columns: readonly PartnerColumn[]): PartnerFields {
  const key = REMEMBERED + agreement;
  const old = remembered(key);
  const heads = h('datalist', { id: 'partner-columns' });
  const fields = new Map(
    columns.map((name) => [
      name,
      input({ value: old.columns[name] ?? '', maxlength: 200, list: 'partner-columns' }),
    ]),
  );
  const separator = choice(SEPARATORS, old.separator ?? ',');
  const decimal = choice(
    [
      ['.', 'point'],
      [',', 'comma'],
    ],
    old.decimal ?? '.',
  );
  const thousands = choice(
    [
      ['', 'none'],
      ['.', 'point'],
      [',', 'comma'],
      [' ', 'space'],
      ["'", 'apostrophe'],
    ],
    old.thousands ?? '',
  );
  const size = input({
    value: String(old.quantity_size ?? 1),
    pattern: '[1-9][0-9]{0,12}',
    inputmode: 'numeric',
  });
  const words = h('textarea', {
    rows: 3,
    spellcheck: 'false',
    placeholder: 'service: DATEN = data',
    oninput: () => words.setCustomValidity(strayWords(words.value)),
  });
  words.value = wordsText(old.values ?? {});
  const onFile = (file: File) => {
    void file
      .slice(0, HEAD_BYTES)
      .text()
      .then((text) => {
        const head = (text.split(/\r?\n/, 1)[0] ?? '').replace(/^\ufeff/, '');
        const [found] = SEPARATORS.map(([sign]) => sign).sort(
          (a, b) => head.split(b).length - head.split(a).length,
        );
        if (found === undefined || !/^[\x20-\x7e\u00a0-\uffff\t]+$/.test(head)) return;
        separator.value = found;
        const names = head.split(found).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
        heads.replaceChildren(...names.map((name) => h('option', { value: name })));
        for (const [column, field] of fields) {
          if (names.includes(field.value)) continue;
          field.value = names.find((name) => KNOWN[column].test(name)) ?? '';
        }
      });
  };
  const reference = referenceField(
    "The partner's file",
    '',
    'CSV with a head: a path on the server, or sent from here.',
    { required: true, onFile },
  );
  const profileOf = (): Profile => ({
    separator: separator.value,
    decimal: decimal.value,
    thousands: thousands.value,
    columns: Object.fromEntries(
      [...fields].flatMap(([name, field]) => (field.value.trim() === '' ? [] : [[name, field.value.trim()]])),
    ),
    values: wordsOf(words.value),
    ...(columns.includes('quantity') ? { quantity_size: Number(size.value) } : {}),
  });
  const has = (name: PartnerColumn) => columns.includes(name);
  return {
    file: reference.box,
    profile: h(
      'fieldset',
      {},
      h('legend', {}, 'How it is read'),
      h('p', { class: 'hint' }, 'The names of its columns; empty where it has none of the kind.'),
      heads,
      h(
        'div',
        { class: 'fields' },
        [...fields].map(([name, field]) => labelled(`Column: ${NAMES[name]}`, field)),
      ),
      h(
        'div',
        { class: 'fields' },
        labelled('Separator', separator),
        labelled('Decimal sign', decimal),
        labelled('Thousands', thousands),
        has('quantity') ? labelled('Size of a unit', size) : null,
      ),
      has('quantity')
        ? h(
            'p',
            { class: 'hint' },
            'The size is in bytes, seconds, events or days: 1048576 where quantities are megabytes.',
          )
        : null,
      labelled(
        'Its words in ours',
        words,
        'One a line, for line, service and segment: “service: DATEN = data”.',
      ),
    ),
    value: () => ({ file: reference.value() ?? '', profile: profileOf() }),
    remember: () => localStorage.setItem(key, JSON.stringify(profileOf())),
  };
}

function remembered(key: string): Profile {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{"columns":{}}') as Profile;
  } catch {
    return { columns: {} };
  }
}
