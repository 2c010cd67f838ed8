/** The command line: options to questions, answers to tables and JSON; thin over the engine. */
@NullMarked
package org.suanchou.cli;

import org.jspecify.annotations.NullMarked;
