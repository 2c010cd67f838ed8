package org.suanchou.layer;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.kernel.KernelModel;
import org.suanchou.model.Layer;
import org.suanchou.stack.RunOptions;
import org.suanchou.workload.LayerWork;
import org.suanchou.workload.Operator;
import org.suanchou.workload.Sharding;

/**
 * Walks a layer: each operator and message of it once, what it takes in each pass, and to which part of a time it counts.
 * The mixer comes first, with norms, residuals and what tensor parallelism sends for the whole layer.
 */
public record LayerWalk(Execution on) {
    private static final double ADAPTER_INPUT = 5;
    private static final double ADAPTER_OUTPUT = 10;

    public Ledger mixer(Layer layer, Sharding cut, Passes passes) {
        LayerWork work = LayerWork.mixer(layer, on.hidden(), cut, on.precision(), on.contextShare());
        return ledger(work.mixer(), Messages.ofMixer(on, layer, cut, passes), passes);
    }

    public Ledger feedForward(Layer layer, Sharding cut, Passes passes) {
        LayerWork work = LayerWork.feedForward(layer, on.hidden(), cut, on.precision());
        return ledger(work.feedForward(), Messages.ofExperts(on, layer, cut, passes), passes);
    }

    private Ledger ledger(List<Operator> operators, List<Message> messages, Passes passes) {
        List<OperatorTime> times = new ArrayList<>(operators.size());
        for (Operator operator : operators) {
            times.add(timed(operator, passes));
        }
        List<MessageTime> sent = new ArrayList<>(messages.size());
        for (Message message : messages) {
            double exposed = message.exposedSeconds(on.network());
            sent.add(new MessageTime(message, exposed, exposed * message.forward() / message.times()));
        }
        return new Ledger(times, sent);
    }

    private OperatorTime timed(Operator operator, Passes passes) {
        KernelModel kernels = on.kernels();
        double share = unfusedShare(operator);
        double beside = besideFrozen(operator, passes);
        double forward = share * kernels.forwardSeconds(operator) + beside;
        return switch (passes) {
            case Passes.Forward f -> new OperatorTime(operator, partOf(operator), forward, 0, 0, 0);
            case Passes.Training t ->
                new OperatorTime(
                        operator,
                        partOf(operator),
                        forward,
                        share * kernels.backwardSeconds(operator, t.frozen(), t.accumulationBytes()) + beside,
                        t.frozen() ? 0 : share * kernels.weightGradientSeconds(operator, t.accumulationBytes()),
                        forward * Repeats.of(t.recompute(), operator.role()));
        };
    }

    /** What fused kernels of experts leave of an operator, and what unfused ones add to it. */
    private double unfusedShare(Operator operator) {
        double passes = partOf(operator) == Part.MEMORY ? on.stack().elementwise() : 1;
        return switch (operator.role()) {
            case PERMUTATION, EXPERT_ACTIVATION -> passes * Launches.fusedShare(on);
            default -> passes;
        };
    }

    /**
     * What a product of a frozen weight takes beside itself: weights of fewer bits are read and written in 16 before it, and
     * an eager adapter passes over its input (dropout and its mask, 5 bytes an element) and its output (scaled and added, 10).
     */
    private double besideFrozen(Operator operator, Passes passes) {
        if (!(passes instanceof Passes.Training t && t.frozen() && operator instanceof Operator.MatMul m)) {
            return 0;
        }
        double held = on.options().baseBytes();
        double expanded = held < RunOptions.HALF_PRECISION ? (held + RunOptions.HALF_PRECISION) * m.n() * m.k() : 0;
        double adapted = on.stack().elementwise() > 1 ? m.m() * (ADAPTER_INPUT * m.k() + ADAPTER_OUTPUT * m.n()) : 0;
        return on.kernels().memorySeconds(expanded + adapted);
    }

    static Part partOf(Operator operator) {
        return switch (operator) {
            case Operator.MatMul m -> m.role() == Operator.Role.ROUTER ? Part.ROUTING : Part.MATMUL;
            case Operator.GroupedMatMul g -> Part.EXPERTS;
            case Operator.Attention a -> Part.ATTENTION;
            case Operator.Scan s -> Part.ATTENTION;
            case Operator.Elementwise e -> e.role() == Operator.Role.PERMUTATION ? Part.ROUTING : Part.MEMORY;
        };
    }
}
