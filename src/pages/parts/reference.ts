/** A field that names a file: a path below a root of the server, or a file of one's own that is sent first. */
import { button, type Child, h } from '../dom.ts';
import { upload } from './download.ts';
import { input, labelled } from './fields.ts';
import { problemOf } from './notice.ts';

export interface ReferenceField {
  readonly box: HTMLElement;
  /** Undefined where it is left empty. */
  value(): string | undefined;
}

interface ReferenceProps {
  readonly required?: boolean;
  /** Hears of a file of one's own before it is sent. */
  readonly onFile?: (file: File) => void;
}

export function referenceField(
  label: string,
  value: string,
  hint: Child,
  { required = false, onFile }: ReferenceProps = {},
): ReferenceField {
  const field = input({ value, required, placeholder: '/path/on/the/server' });
  const said = h('span', { class: 'soft', role: 'status' });
  const chooser = h('input', {
    type: 'file',
    hidden: true,
    onchange: () => {
      const [file] = chooser.files ?? [];
      // The same file may be chosen again, once it was corrected.
      chooser.value = '';
      if (file === undefined) return;
      onFile?.(file);
      said.textContent = `Sending ${file.name} …`;
      upload(file).then(
        (reference) => {
          field.value = reference;
          said.textContent = `${file.name} was sent.`;
        },
        (error: unknown) => {
          const { title, cure } = problemOf(error);
          said.textContent = `${title} ${cure}`;
        },
      );
    },
  });
  const box = labelled(label, field, hint);
  const row = h('div', { class: 'with-button' });
  field.before(row);
  row.append(
    field,
    button('Send a file …', () => chooser.click(), { 'aria-label': `Send a file: ${label}` }),
  );
  row.after(chooser, said);
  return { box, value: () => (field.value.trim() === '' ? undefined : field.value.trim()) };
}
