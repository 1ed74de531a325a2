/** @file The ops of matrices and networks, for the registry. */

import { ATTENTION_OPS } from './attention/attention';
import { CONVOLUTION_OPS } from './convolution/convolution';
import { UNFOLD_OPS } from './convolution/unfold';
import { LINALG_OPS } from './linalg/linalg';
import { ADDMM_OPS } from './matrix/addmm';
import { unsafeView } from './matrix/compose';
import { PRODUCT_OPS } from './matrix/products';
import { SMALL_OPS } from './matrix/small';
import { EMBEDDING_OPS } from './normalization/embedding';
import { embeddingBag } from './normalization/embedding-bag';
import { NORMALIZATION_OPS } from './normalization/normalization';
import type { OpRecord } from './op';
import { AVERAGE_OPS } from './pooling/average';
import { GRID_OPS } from './pooling/grid';
import { INTERPOLATE_OPS } from './pooling/interpolate';
import { MAXIMUM_OPS } from './pooling/maximum';
import { PADDING_OPS } from './pooling/padding';
import { SHUFFLE_OPS } from './pooling/shuffle';
import { maxUnpool2d } from './pooling/unpooling';

export const NETWORK_OPS: readonly OpRecord[] = [
  ...[...PRODUCT_OPS, ...ADDMM_OPS, ...SMALL_OPS, unsafeView, ...LINALG_OPS],
  ...[...CONVOLUTION_OPS, ...UNFOLD_OPS],
  ...[
    ...AVERAGE_OPS,
    ...MAXIMUM_OPS,
    maxUnpool2d,
    ...PADDING_OPS,
    ...INTERPOLATE_OPS,
    ...GRID_OPS,
    ...SHUFFLE_OPS,
  ],
  ...[...NORMALIZATION_OPS, ...EMBEDDING_OPS, embeddingBag, ...ATTENTION_OPS],
];
