/** @file A thread that helps a run with the large work of its kernels, in the memory they share. */

import { help, type Shared } from '../../engine/devices/cpu/wasm/threads';

self.onmessage = ({ data }: MessageEvent<Shared>) => help(data);
