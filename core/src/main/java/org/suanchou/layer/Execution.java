package org.suanchou.layer;

import org.suanchou.kernel.KernelModel;
import org.suanchou.model.Precision;
import org.suanchou.network.Network;
import org.suanchou.stack.ExpertDispatcher;
import org.suanchou.stack.RunOptions;
import org.suanchou.stack.SoftwareStack;

/**
 * What a layer of a model runs on.
 *
 * @param hidden width of the model
 * @param precision of its products
 * @param scaleUpChips chips that the system's own links join; a wider group crosses the network
 * @param contextShare share of the nominal context that a query sees, 0 to 1
 */
public record Execution(
        int hidden,
        Precision precision,
        KernelModel kernels,
        Network network,
        int scaleUpChips,
        SoftwareStack stack,
        RunOptions options,
        double contextShare) {
    Execution with(Network other) {
        return new Execution(hidden, precision, kernels, other, scaleUpChips, stack, options, contextShare);
    }

    public ExpertDispatcher dispatcher() {
        ExpertDispatcher stated = options.dispatcher();
        return stated == null ? stack.dispatcher() : stated;
    }

    /** Whether a group needs more than the scale-up links; a system without them has its network as the first fabric. */
    boolean leavesScaleUp(int size) {
        int tier = network.widestTier(size, 1);
        return tier > 0 || (tier == 0 && network.fabric(0).reach() > scaleUpChips);
    }
}
