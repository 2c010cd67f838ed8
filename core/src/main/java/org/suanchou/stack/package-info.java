/** Software stacks: which kernels, overlap and launch behaviour a framework release brings to a chip. */
@NullMarked
package org.suanchou.stack;

import org.jspecify.annotations.NullMarked;
