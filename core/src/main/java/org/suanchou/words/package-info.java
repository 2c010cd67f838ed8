/** What core says to people: English templates, under which other languages have theirs. */
@NullMarked
package org.suanchou.words;

import org.jspecify.annotations.NullMarked;
