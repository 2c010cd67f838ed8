/** Questions and rows from files and command lines to scenarios, and their runs on local threads. */
@NullMarked
package org.suanchou.run;

import org.jspecify.annotations.NullMarked;
