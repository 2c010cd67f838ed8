package org.suanchou.cost;

import org.suanchou.formula.Formula;

/** Part of the cost of a run, in dollars. */
public record CostPart(CostItem item, Formula usd) {}
