/** What is asked and what is answered, as plain values: they can be kept, shipped and printed without what computed them. */
@NullMarked
package org.suanchou.answer;

import org.jspecify.annotations.NullMarked;
