/** What people ask: the fields of a question, from options and scenario files, to questions. */
@NullMarked
package org.suanchou.ask;

import org.jspecify.annotations.NullMarked;
