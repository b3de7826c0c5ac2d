// Small helpers. Text from the server only ever becomes a text node.

export const $ = id => document.getElementById(id);

/// An element with properties and children; a string child is text.
export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/// Sets text if it differs, so that nothing is laid out again for nothing.
export function say(element, text) {
  const string = String(text);
  if (element.textContent !== string) element.textContent = string;
}

const words = new Intl.NumberFormat('en');
export const number = n => words.format(n);
export const short = n => n < 100_000 ? words.format(n) : new Intl.NumberFormat('en', {notation: 'compact', maximumFractionDigits: 1}).format(n);
