/** Text from outside (organism files, names of files, links), sanitised for display. */

const LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]/g;
// Control characters, bidirectional controls, lone surrogates; as in the Python package.
const HARMFUL = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu;

/** A text on one line, without control characters, bidirectional controls and lone surrogates. */
export function plainText(text: string): string {
  return text.replace(LINE_BREAKS, " ").replace(HARMFUL, "\ufffd");
}
