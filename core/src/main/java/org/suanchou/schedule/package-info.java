/** The order of work on each pipeline stage, played event by event, and the length of a step in closed form. */
@NullMarked
package org.suanchou.schedule;

import org.jspecify.annotations.NullMarked;
