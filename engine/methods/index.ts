/** @file Gives the tensor its methods, a file a family. */

import './arithmetic';
import './cast';
import './compare';
import './cumulative';
import './graph';
import './indexing';
import './inplace';
import './look';
import './matrix';
import './pointwise';
import './pointwise-inplace';
import './pointwise-signs';
import './questions';
import './random';
import './reading';
import './reduce';
import './reduction';
import './reshaping';
import './reshaping-inplace';
import './shape';
import './softmax';
import './sorting';
import './names';
import './second-names';
// last: it goes over all the others
import './signatures';
