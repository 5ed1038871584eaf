/** An element with properties and children. Text is always text, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: { readonly text?: string; readonly className?: string; readonly label?: string; readonly role?: string } = {},
  ...children: readonly HTMLElement[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (properties.text !== undefined) made.textContent = properties.text;
  if (properties.className !== undefined) made.className = properties.className;
  if (properties.label !== undefined) made.setAttribute('aria-label', properties.label);
  if (properties.role !== undefined) made.setAttribute('role', properties.role);
  made.append(...children);
  return made;
}

/** A button that says what it does. */
export function button(text: string, label: string, act: () => void): HTMLButtonElement {
  const made = element('button', { text, label });
  made.type = 'button';
  made.title = label;
  made.addEventListener('click', act);
  return made;
}
