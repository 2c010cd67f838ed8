/** The space of plans and its exact, bounded search. */
@NullMarked
package org.suanchou.search;

import org.jspecify.annotations.NullMarked;
