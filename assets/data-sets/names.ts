/** @file First names, from the bundled text. The data are those of the @stdlib first-names packages (Apache-2.0). */

/**
 * Some 8,400 English first names in small letters from a to z, in no order: the first thousand are a fair sample.
 */
export async function names(): Promise<string[]> {
  const { names } = await import('virtual:names');
  return names.split(' ');
}
