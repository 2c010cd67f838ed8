/** Tables of measured kernels: read, fitted, written as an entry of the catalogue. */
@NullMarked
package org.suanchou.measure;

import org.jspecify.annotations.NullMarked;
