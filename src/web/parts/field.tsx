import type { ComponentChildren } from 'preact';

/** A label around its input, and a word of help below. */
export function Field(props: { label: string; help?: ComponentChildren; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label class="field">
      <span class="field-label">{props.label}</span>
      {props.children}
      {props.help !== undefined && <span class="field-help">{props.help}</span>}
    </label>
  );
}
