package org.suanchou.workload;

import java.util.List;
import org.suanchou.model.Mixer;
import org.suanchou.model.Precision;
import org.suanchou.workload.Operator.Role;

/**
 * The forward operators of mixers whose state doesn't grow with the sequence, cut over tensor-parallel ranks by heads or
 * channels.
 *
 * <p>A recurrence counts the products of its state-by-state form. Passes over memory count what the kernels of the
 * modelling code read and write; a scan's backward pass moves twice its forward's.
 */
final class RecurrentWork {
    /** Bytes of an activation. */
    private static final double ACTIVATION = 2;

    private RecurrentWork() {}

    /**
     * Selective scan (arXiv 2312.00752, algorithm 2). A channel's state costs 6 FLOPs a token: the step times A, the
     * decayed state, the step's input times B, their sum, and the product and sum with C; the exponential is none. The
     * fused kernel reads inputs, time steps and gate, writes the gated output, and keeps states on the chip (section
     * 3.3.2), so its passes over memory set its time: vector units are not modelled.
     */
    static void mamba(Mixer.Mamba1 m, int hidden, Sharding cut, Precision precision, List<Operator> out) {
        double t = cut.tokens();
        double inner = (double) m.inner() / cut.tp();
        out.add(new Operator.MatMul(Role.MAMBA_IN, precision, t, 2 * inner, hidden));
        out.add(new Operator.MatMul(Role.MAMBA_SELECTION, precision, t, m.selection(), inner));
        out.add(new Operator.MatMul(Role.MAMBA_TIME_STEP, precision, t, inner, m.rank()));
        out.add(new Operator.MatMul(Role.MAMBA_OUT, precision, t, hidden, inner));
        // reads and writes its channels; backward reads inputs and gradients, writes gradients
        out.add(new Operator.Elementwise(
                Role.CHANNEL_CONVOLUTION, 2 * ACTIVATION * t * inner, 3 * ACTIVATION * t * inner));
        out.add(new Operator.Scan(
                Role.SELECTIVE_SCAN, 6 * t * inner * m.state(), ACTIVATION * t * (4 * inner + 2 * m.state())));
    }

    /**
     * {@code B * x}, a convolution of a few tokens, {@code C * y}, each a pass of its own: three, two and three numbers a
     * channel, and five, three and five backward. Its products are by weights, hence no recurrence.
     */
    static void convolution(
            Mixer.ShortConvolution c, int hidden, Sharding cut, Precision precision, List<Operator> out) {
        double t = cut.tokens();
        double width = (double) c.width() / cut.tp();
        out.add(new Operator.MatMul(Role.CONVOLUTION_IN, precision, t, 3 * width, hidden));
        out.add(new Operator.MatMul(Role.CONVOLUTION_OUT, precision, t, hidden, width));
        out.add(new Operator.Elementwise(Role.CONVOLUTION, 8 * ACTIVATION * t * width, 13 * ACTIVATION * t * width));
    }

    /**
     * Kimi delta attention: the low-rank halves of decay and gate are computed by every rank. The delta rule reads its
     * state for the old value, writes and reads it for the output: three products of key by value width a token and head,
     * the {@code 6 T d^2} that leads the paper's count for a chunk (arXiv 2510.26692).
     */
    static void kimiDelta(
            Mixer.KimiDeltaAttention a, int hidden, Sharding cut, Precision precision, List<Operator> out) {
        double t = cut.tokens();
        double width = (double) a.width() / cut.tp();
        double heads = (double) a.heads() / cut.tp();
        double moved = 5 * width + heads;
        out.add(new Operator.MatMul(Role.DELTA_IN, precision, t, 3 * width + heads, hidden));
        out.add(new Operator.MatMul(Role.GATES_DOWN, precision, t, 2.0 * a.headDim(), hidden));
        out.add(new Operator.MatMul(Role.DECAY_UP, precision, t, width, a.headDim()));
        out.add(new Operator.MatMul(Role.GATE_UP, precision, t, width, a.headDim()));
        out.add(new Operator.MatMul(Role.DELTA_OUT, precision, t, hidden, width));
        out.add(new Operator.Elementwise(Role.CONVOLUTION, 4 * ACTIVATION * t * moved, 6 * ACTIVATION * t * moved));
        out.add(new Operator.Scan(Role.DELTA_RULE, 6 * t * width * a.headDim(), 4 * ACTIVATION * t * moved));
    }

    /**
     * Lightning attention: the state takes up a key and value and is read once, two products of head by head width; a
     * pass for the activation of queries, keys and values, one for the norm, one for the gate.
     */
    static void lightning(
            Mixer.LightningAttention a, int hidden, Sharding cut, Precision precision, List<Operator> out) {
        double t = cut.tokens();
        double width = (double) a.width() / cut.tp();
        out.add(new Operator.MatMul(Role.LIGHTNING_IN, precision, t, 4 * width, hidden));
        out.add(new Operator.MatMul(Role.LIGHTNING_OUT, precision, t, hidden, width));
        // forward 6 + 2 + 3 numbers a channel; backward 9 + 3 + 5
        out.add(new Operator.Elementwise(Role.NORM_GATES, 11 * ACTIVATION * t * width, 17 * ACTIVATION * t * width));
        out.add(new Operator.Scan(Role.LIGHTNING_ATTENTION, 4 * t * width * a.headDim(), 4 * ACTIVATION * t * width));
    }
}
