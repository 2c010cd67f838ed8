/** Bytes per chip and pipeline stage. */
@NullMarked
package org.suanchou.memory;

import org.jspecify.annotations.NullMarked;
