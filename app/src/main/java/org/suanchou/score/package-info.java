/** Predictions of measured runs, constants fitted anew without some of them, and the scorecard. */
@NullMarked
package org.suanchou.score;

import org.jspecify.annotations.NullMarked;
