/** What is computed: layers, attention kinds, experts, precisions and parameter counts of a network. */
@NullMarked
package org.suanchou.model;

import org.jspecify.annotations.NullMarked;
