/** What a person notes of a run, beside its title. */
import { element } from '../dom/element';

export interface NoteField {
  readonly root: HTMLElement;
  /** Undefined: the run keeps none. What is being typed stays. */
  readonly show: (note: string | undefined) => void;
}

export function noteField(keep: (note: string) => void): NoteField {
  const input = element('input', {
    type: 'text',
    class: 'own-note',
    placeholder: 'Add a note: what does this run try?',
    'aria-label': 'Note on this run',
    spellcheck: 'false',
  });
  input.addEventListener('change', () => keep(input.value.trim()));
  return {
    root: input,
    show(note) {
      input.hidden = note === undefined;
      if (document.activeElement !== input) input.value = note ?? '';
    },
  };
}
