/** Why something can't be: a value that every language has its own words for. */
@NullMarked
package org.suanchou.refusal;

import org.jspecify.annotations.NullMarked;
