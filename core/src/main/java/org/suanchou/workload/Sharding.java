package org.suanchou.workload;

/**
 * How one micro-batch of one layer is cut over chips.
 *
 * @param tp tensor-parallel degree
 * @param sequenceParallel norms and residuals are cut along the sequence over the tp ranks
 * @param cp context-parallel degree
 * @param ep expert-parallel degree
 * @param etp tensor-parallel degree inside an expert
 * @param microBatch sequences of a micro-batch per data-parallel rank; may be fractional where one sequence is spread
 *     over several ranks
 * @param sequence tokens of a sequence
 * @param expertImbalance routed tokens of the busiest of the ep ranks over their mean, at least 1
 */
public record Sharding(
        int tp,
        boolean sequenceParallel,
        int cp,
        int ep,
        int etp,
        double microBatch,
        int sequence,
        double expertImbalance) {
    /** Routing is balanced. */
    public Sharding(int tp, boolean sequenceParallel, int cp, int ep, int etp, double microBatch, int sequence) {
        this(tp, sequenceParallel, cp, ep, etp, microBatch, sequence, 1);
    }

    public Sharding {
        if (!(expertImbalance >= 1)) {
            throw new IllegalArgumentException("expert imbalance is " + expertImbalance + "; it must be at least 1");
        }
        if (tp < 1 || cp < 1 || ep < 1 || etp < 1 || !(microBatch > 0) || sequence < 1) {
            throw new IllegalArgumentException("degrees, micro-batch and sequence must be positive: tp " + tp + ", cp "
                    + cp + ", ep " + ep + ", etp " + etp + ", micro-batch " + microBatch + ", sequence " + sequence);
        }
    }

    /** Tokens of a micro-batch on one context-parallel rank, before tensor parallelism. */
    public double tokens() {
        return microBatch * sequence / cp;
    }

    /** Share of the mean load of experts that falls on the busiest chip; one chip with all experts has no other. */
    public double busiest() {
        return ep > 1 ? expertImbalance : 1;
    }

    /** Tokens that norms and residuals see on one chip. */
    public double residualTokens() {
        return sequenceParallel ? tokens() / tp : tokens();
    }
}
