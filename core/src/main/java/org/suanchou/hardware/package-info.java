/** Chips, links, systems and clusters: dense peaks, memories, fabrics and power. */
@NullMarked
package org.suanchou.hardware;

import org.jspecify.annotations.NullMarked;
