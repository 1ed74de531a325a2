/** @file What makes `net(x)` possible: objects of a class that are functions, too. */

/**
 * `new` gives a function that calls the object's own `call`. It has the class's methods and, like any object,
 * its own properties; nothing of Function is left on it.
 */
export abstract class Callable {
  constructor() {
    const self = (...inputs: unknown[]): unknown => (self as unknown as Callable).call(...inputs);
    Reflect.deleteProperty(self, 'name');
    Reflect.deleteProperty(self, 'length');
    return Object.setPrototypeOf(self, new.target.prototype) as Callable;
  }

  abstract call(...inputs: unknown[]): unknown;
}
