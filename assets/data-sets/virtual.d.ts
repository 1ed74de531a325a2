/** @file The modules that build/data-sets.mjs makes. */

declare module 'virtual:digits' {
  /** classes and pixels, a byte each, deflated, in base64 */
  export const packed: string;
}

declare module 'virtual:names' {
  /** names with a blank between two */
  export const names: string;
}
