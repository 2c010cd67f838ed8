package org.suanchou.scenario;

import org.jspecify.annotations.Nullable;
import org.suanchou.source.Estimate;
import org.suanchou.training.Evaluation.Feasible;

/**
 * One plan in the reader's terms. Intervals are 80 %.
 *
 * @param stepSeconds one optimizer step
 * @param runSeconds the whole run at that pace, failures not counted; null where its length is unknown
 * @param mfu causal model FLOPs over the dense peak of the plan's matmul precision, a fraction
 * @param tokensPerSecondPerChip tokens trained
 * @param peakMemoryBytes of the device, on the fullest stage
 * @param usd rent of the chips for the run; null where price or length is unknown
 * @param joules of the chips at their power limit for the run; null where that or the length is unknown
 */
public record PlanReport(
        Feasible plan,
        Estimate stepSeconds,
        @Nullable Estimate runSeconds,
        Estimate mfu,
        Estimate tokensPerSecondPerChip,
        double peakMemoryBytes,
        @Nullable Estimate usd,
        @Nullable Estimate joules) {}
