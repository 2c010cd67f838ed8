/** What a predicted step time may be off by, and what measured runs say of it. */
@NullMarked
package org.suanchou.uncertainty;

import org.jspecify.annotations.NullMarked;
