package org.suanchou.stack;

/**
 * What a chip holds of the state of the weights that it trains.
 *
 * @param weights share of the weights that it holds, 0 to 1: 0 where they lie in host memory
 * @param gradients share of the gradients that it holds: 0 where each is used up as it is made, or goes to host memory
 * @param masterBytes bytes of a weight's copy in 32 bits; 0 where there is none
 * @param momentBytes bytes of a weight's moments
 */
public record HeldState(double weights, double gradients, double masterBytes, double momentBytes) {
    /** A 32-bit copy, and two 32-bit moments of Adam (Rajbhandari et al. 2020, section 3). */
    public static final HeldState MIXED_PRECISION_ADAM = new HeldState(1, 1, 4, 8);
}
