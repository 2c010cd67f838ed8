/** The whole question and its answer. */
@NullMarked
package org.suanchou.scenario;

import org.jspecify.annotations.NullMarked;
