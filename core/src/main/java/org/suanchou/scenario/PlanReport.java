package org.suanchou.scenario;

import org.jspecify.annotations.Nullable;
import org.suanchou.source.Estimate;
import org.suanchou.training.Evaluation.Feasible;

/**
 * One plan in the reader's terms. Intervals are 80 %.
 *
 * @param stepSeconds one optimizer step
 * @param mfu causal model FLOPs over the dense peak of the plan's matmul precision, a fraction, while steps run
 * @param tokensPerSecondPerChip tokens trained, while steps run
 * @param peakMemoryBytes of the device, on the fullest stage
 * @param run null where its length is unknown or nothing is assumed of failures, power and prices
 */
public record PlanReport(
        Feasible plan,
        Estimate stepSeconds,
        Estimate mfu,
        Estimate tokensPerSecondPerChip,
        double peakMemoryBytes,
        @Nullable RunReport run) {}
