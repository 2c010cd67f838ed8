/** Configuration trees of published checkpoints to models. */
@NullMarked
package org.suanchou.inspect;

import org.jspecify.annotations.NullMarked;
