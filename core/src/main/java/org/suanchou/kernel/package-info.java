/** One operator on one chip under a stack, in seconds. */
@NullMarked
package org.suanchou.kernel;

import org.jspecify.annotations.NullMarked;
