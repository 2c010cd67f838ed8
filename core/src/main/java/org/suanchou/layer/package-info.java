/**
 * One layer under one cut, walked once: its operators and messages in seconds, pass by pass. The search adds them up,
 * an explanation reads them one by one.
 */
@NullMarked
package org.suanchou.layer;

import org.jspecify.annotations.NullMarked;
