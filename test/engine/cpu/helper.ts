/** @file A thread of Node that helps the kernels, as one of the application does. */

import { workerData } from 'node:worker_threads';
import { help, type Shared } from '../../../engine/devices/cpu/wasm/threads';

help(workerData as Shared);
