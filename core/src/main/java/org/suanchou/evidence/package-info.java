/** A measured run as a value, its prediction, and the score of many. */
@NullMarked
package org.suanchou.evidence;

import org.jspecify.annotations.NullMarked;
