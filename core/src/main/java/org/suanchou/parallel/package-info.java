/** The parallel plan: degrees, sharding stage, schedule, recompute, and where its groups lie on the fabric. */
@NullMarked
package org.suanchou.parallel;

import org.jspecify.annotations.NullMarked;
