/** A number as the arithmetic that gives it: evaluated, unfolded, drawn at random, bent input by input. */
@NullMarked
package org.suanchou.formula;

import org.jspecify.annotations.NullMarked;
