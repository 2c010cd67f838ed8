/** A model under a sharding to the operators that one chip runs: FLOPs, bytes and shapes. */
@NullMarked
package org.suanchou.workload;

import org.jspecify.annotations.NullMarked;
