/** Where a number comes from and how sure it is. */
@NullMarked
package org.suanchou.source;

import org.jspecify.annotations.NullMarked;
