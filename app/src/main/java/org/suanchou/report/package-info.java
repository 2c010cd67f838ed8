/** Answers to what people and programs read: tables, JSON, CSV, pages, pictures, traces. */
@NullMarked
package org.suanchou.report;

import org.jspecify.annotations.NullMarked;
