/** Text from outside to trees of plain values, with paths for messages, and limits against hostile files. */
@NullMarked
package org.suanchou.tree;

import org.jspecify.annotations.NullMarked;
