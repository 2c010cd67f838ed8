package org.suanchou.layer;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.kernel.KernelModel;
import org.suanchou.model.Layer;
import org.suanchou.workload.LayerWork;
import org.suanchou.workload.Operator;
import org.suanchou.workload.Sharding;

/**
 * Walks a layer: each operator and message of it once, what it takes in each pass, and to which part of a time it counts.
 * The mixer comes first, with norms, residuals and what tensor parallelism sends for the whole layer.
 */
public record LayerWalk(Execution on) {
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
        double share = unfusedShare(operator.role());
        double forward = share * kernels.forwardSeconds(operator);
        return switch (passes) {
            case Passes.Forward f -> new OperatorTime(operator, partOf(operator), forward, 0, 0, 0);
            case Passes.Training t ->
                new OperatorTime(
                        operator,
                        partOf(operator),
                        forward,
                        share * kernels.backwardSeconds(operator, t.frozen(), t.accumulationBytes()),
                        t.frozen() ? 0 : share * kernels.weightGradientSeconds(operator, t.accumulationBytes()),
                        forward * Repeats.of(t.recompute(), operator.role()));
        };
    }

    /** What fused kernels of experts leave of an operator. */
    private double unfusedShare(Operator.Role role) {
        return switch (role) {
            case PERMUTATION, EXPERT_ACTIVATION -> Launches.fusedShare(on);
            default -> 1;
        };
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
