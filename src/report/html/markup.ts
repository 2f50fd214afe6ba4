/** HTML with escaping that cannot be forgotten: what is put into `html` is text unless `html` itself made it. */
import { printable } from '../format.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that needs no escaping any more. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | null | readonly Content[];

/** Tagged template: values are escaped and their control characters replaced; arrays are joined, null is nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = strings[0] ?? '';
  for (const [index, value] of values.entries()) text += contentText(value) + (strings[index + 1] ?? '');
  return new Markup(text);
}

function contentText(content: Content): string {
  if (content === null) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(contentText).join('');
  return printable(String(content)).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
