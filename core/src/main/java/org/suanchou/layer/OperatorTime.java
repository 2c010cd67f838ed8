package org.suanchou.layer;

import org.suanchou.workload.Operator;

/**
 * An operator of a layer in one micro-batch, in seconds.
 *
 * @param backward both gradients
 * @param weightGradient that by the weight among them
 * @param repeated what the backward pass computes again
 */
public record OperatorTime(
        Operator operator, Part part, double forward, double backward, double weightGradient, double repeated) {
    double seconds() {
        return forward + backward;
    }
}
