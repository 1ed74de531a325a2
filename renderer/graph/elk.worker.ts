/** @file The layout worker: ELK answers in it, off the main thread. */

// ELK's own worker program finds that it runs in a worker and listens by itself.
import 'elkjs/lib/elk-worker.min.js';
