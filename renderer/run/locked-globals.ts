/** @file What learner code may not reach: network, files, other workers. Each says so in a sentence. */

/** A refusal that names what was asked for. */
export class PermissionError extends Error {
  override readonly name = 'PermissionError';
}

const NETWORK = [
  ...[
    'fetch',
    'XMLHttpRequest',
    'WebSocket',
    'WebSocketStream',
    'EventSource',
    'WebTransport',
    'importScripts',
  ],
  ...['RTCPeerConnection', 'BroadcastChannel'],
];
const FILES = ['indexedDB', 'caches', 'FileReaderSync', 'require', 'process'];
const WORKERS = ['Worker', 'SharedWorker', 'postMessage', 'close'];

/** Puts refusals in the place of everything above, for good. The network is closed by the worker's policy, too. */
export function lockGlobals(scope: typeof globalThis): void {
  for (const name of NETWORK) refuse(scope, name, 'learner code runs without a network');
  for (const name of FILES)
    refuse(scope, name, "learner code has no files and no Node; import from 'backstep' alone");
  for (const name of WORKERS) refuse(scope, name, 'learner code runs in one worker of its own');
}

function refuse(scope: object, name: string, why: string): void {
  const fail = (): never => {
    throw new PermissionError(`${name} is not available: ${why}.`);
  };
  // a constructor, so that `new WebSocket(…)` is refused with the same sentence; any property read is, too
  const refusal = new Proxy(function () {}, { apply: fail, construct: fail, get: fail });
  Object.defineProperty(scope, name, { value: refusal, configurable: false, writable: false });
}
