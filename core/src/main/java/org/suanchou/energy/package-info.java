/** Power of chips, systems and sites over the phases of a step; energy, carbon and water of a run. */
@NullMarked
package org.suanchou.energy;

import org.jspecify.annotations.NullMarked;
