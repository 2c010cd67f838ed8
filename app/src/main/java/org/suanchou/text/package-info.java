/** Text for people in English and Chinese, tables for terminals, JSON and CSV for programs. */
@NullMarked
package org.suanchou.text;

import org.jspecify.annotations.NullMarked;
