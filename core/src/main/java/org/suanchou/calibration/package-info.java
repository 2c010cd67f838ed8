/** Fitting constants to measurements, and leaving measurements out. */
@NullMarked
package org.suanchou.calibration;

import org.jspecify.annotations.NullMarked;
