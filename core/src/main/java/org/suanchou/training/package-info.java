/** The step of a plan: compute, exposed communication, bubble, optimizer; and a whole run of steps. */
@NullMarked
package org.suanchou.training;

import org.jspecify.annotations.NullMarked;
