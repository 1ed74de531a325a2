/** @file Gives the tensor its methods, a file a family. */

import './arithmetic';
import './cast';
import './compare';
import './inplace';
import './reduce';
import './shape';
