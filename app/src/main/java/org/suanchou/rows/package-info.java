/** Rows of measured runs to jobs and plans. */
@NullMarked
package org.suanchou.rows;

import org.jspecify.annotations.NullMarked;
