/** Constants fitted to measured kernels and to whole runs: forms, robust fits, what is left, how well they carry over. */
@NullMarked
package org.suanchou.calibration;

import org.jspecify.annotations.NullMarked;
