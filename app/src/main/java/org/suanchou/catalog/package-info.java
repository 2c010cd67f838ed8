/**
 * The catalogue of chips, systems, fabrics, models and stacks: trees to values of the core, a compiled form that loads in
 * milliseconds, overlays of a user's own, and look-up by name.
 */
@NullMarked
package org.suanchou.catalog;

import org.jspecify.annotations.NullMarked;
