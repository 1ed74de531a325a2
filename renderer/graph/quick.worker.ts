/** @file The worker that lays out large graphs. */

import { expose } from 'comlink';
import { quickLayout } from './quick-layout';

const api = { layout: quickLayout };

export type QuickApi = typeof api;

expose(api);
