package org.suanchou.layer;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.model.FeedForward;
import org.suanchou.parallel.Recompute;
import org.suanchou.source.Constant;
import org.suanchou.stack.StackConstant;
import org.suanchou.workload.Operator;
import org.suanchou.workload.Sharding;

/** What the host takes to launch the kernels of a layer in one micro-batch, in seconds. */
public final class Launches {
    private Launches() {}

    /** Forward and backward, without recompute. */
    public static double ofLayer(Execution on) {
        return on.stack().layerLaunch() * share(on, Recompute.NONE);
    }

    /**
     * Time in which a layer's routing waits for the host, which must know how many tokens go where, and launches the
     * products of the experts that one chip holds; below 16 bits, two casts go with each. Graphs
     * replay some, recompute adds a third.
     */
    public static double ofExperts(Execution on, FeedForward.Experts experts, Sharding cut, Recompute recompute) {
        return captured(on, experts, cut) * share(on, Repeats.of(recompute, Operator.Role.EXPERTS_UP));
    }

    private static double captured(Execution on, FeedForward.Experts experts, Sharding cut) {
        double kernels = on.precision().bytes() < 2 ? 3 : 1;
        double held = Math.max(1, (double) experts.experts() / cut.ep());
        return fusedShare(on)
                * (on.stack().expertLaunchSeconds().mid()
                        + kernels * held * on.stack().eachExpertLaunchSeconds().mid());
    }

    /** Share of the work around experts' products that their kernels have not taken in. */
    static double fusedShare(Execution on) {
        return on.precision().microScaled() ? on.stack().microScaledExperts().mid() : 1;
    }

    /** Launches of a layer over those of its forward and backward pass: graphs replay some, recompute adds a third. */
    static double share(Execution on, Recompute recompute) {
        return share(on, recompute instanceof Recompute.Full(double share) ? share : 0);
    }

    private static double share(Execution on, double repeated) {
        double graphed = on.options().graphedShare();
        double remaining =
                1 - graphed + graphed * on.stack().graphedLaunchShare().mid();
        return remaining * (1 + repeated / 3);
    }

    /** What a layer's launches rest on. */
    public static List<Constant> constants(Execution on, FeedForward feedForward, boolean waits) {
        List<Constant> list = new ArrayList<>();
        if (waits) {
            list.add(on.stack().constant(StackConstant.LAYER_LAUNCHES));
        }
        if (feedForward instanceof FeedForward.Experts) {
            list.add(on.stack().constant(StackConstant.EXPERT_LAUNCHES));
            list.add(on.stack().constant(StackConstant.EACH_EXPERT_LAUNCHES));

            if (on.precision().microScaled()) {
                list.add(on.stack().constant(StackConstant.MICRO_SCALED_EXPERTS));
            }
        }
        if (!list.isEmpty() && on.options().graphedShare() > 0) {
            list.add(on.stack().constant(StackConstant.GRAPHED_LAUNCHES));
        }
        return list;
    }
}
