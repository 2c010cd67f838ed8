package org.suanchou.layer;

import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.parallel.Recompute;
import org.suanchou.workload.Sharding;

/**
 * The ledgers of one layer added up, with what waits for the host.
 *
 * <p>By pass: seconds of the forward pass and of gradients by weights. What is left of the parts is the gradient by inputs,
 * with what is recomputed for it. What waits for the host is shared by thirds.
 */
public final class LayerSeconds {
    private static final int PARTS = Part.values().length;

    private final double[] parts;
    private double forward;
    private double weightGradient;

    LayerSeconds(double[] parts, double forward, double weightGradient) {
        this.parts = parts;
        this.forward = forward;
        this.weightGradient = weightGradient;
    }

    public static LayerSeconds of(
            Execution on, Layer layer, Sharding cut, Passes passes, Ledger mixer, Ledger feedForward) {
        LayerSeconds sum = new LayerSeconds(new double[PARTS], 0, 0);
        sum.parts[Part.RECOMPUTE.ordinal()] += sum.operators(feedForward, sum.operators(mixer, 0));
        sum.messages(mixer);
        sum.messages(feedForward);
        sum.launches(on, layer, cut, passes);
        return sum;
    }

    /** In the order of {@link Part}; not to be written to. */
    public double[] parts() {
        return parts;
    }

    public double forward() {
        return forward;
    }

    public double weightGradient() {
        return weightGradient;
    }

    /** Of all parts. */
    public double seconds() {
        double sum = 0;
        for (double part : parts) {
            sum += part;
        }
        return sum;
    }

    /** By which the passes outlast their work, waiting for launches. */
    public double waiting() {
        return parts[Part.OVERHEAD.ordinal()];
    }

    /** @return {@code again}, the seconds repeated so far, with those of these operators */
    private double operators(Ledger ledger, double again) {
        double sum = again;
        for (OperatorTime o : ledger.operators()) {
            parts[o.part().ordinal()] += o.seconds();
            sum += o.repeated();
            forward += o.forward();
            weightGradient += o.weightGradient();
        }
        return sum;
    }

    private void messages(Ledger ledger) {
        for (MessageTime m : ledger.messages()) {
            parts[m.message().part().ordinal()] += m.seconds();
            forward += m.forward();
        }
    }

    private void launches(Execution on, Layer layer, Sharding cut, Passes passes) {
        parts[Part.OVERHEAD.ordinal()] += waiting(on, passes);
        if (layer.feedForward() instanceof FeedForward.Experts experts) {
            double launched = Launches.ofExperts(on, experts, cut, passes.recompute());
            parts[Part.ROUTING.ordinal()] += passes instanceof Passes.Forward ? launched / 3 : launched;
            forward += launched / 3;
            weightGradient += passes instanceof Passes.Training t && !t.frozen() ? launched / 3 : 0;
        }
    }

    /** Lets each pass last as long as its launches, which all passes share evenly; what they have grown by. */
    private double waiting(Execution on, Passes passes) {
        double host = Launches.ofLayer(on);
        switch (passes) {
            case Passes.Forward f -> {
                double ofForward = Math.max(0, host / 3 - forward);
                forward += ofForward;
                return ofForward;
            }
            case Passes.Training(boolean frozen, double accumulated, Recompute recompute) -> {
                double busy = seconds();
                double again = host * (Launches.share(on, recompute) / Launches.share(on, Recompute.NONE) - 1);
                double share = frozen ? host / 2 : host / 3;
                double ofForward = Math.max(0, share - forward);
                double ofWeights = frozen ? 0 : Math.max(0, share - weightGradient);
                double ofInputs = Math.max(0, share + again - (busy - forward - weightGradient));
                forward += ofForward;
                weightGradient += ofWeights;
                return ofForward + ofWeights + ofInputs;
            }
        }
    }
}
