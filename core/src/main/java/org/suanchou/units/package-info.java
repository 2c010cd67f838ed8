/** Quantities as people write them ({@code 989 TFLOP/s}, {@code 80 GB}, {@code 13T tokens}) to SI numbers and back. */
@NullMarked
package org.suanchou.units;

import org.jspecify.annotations.NullMarked;
