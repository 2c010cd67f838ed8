package org.suanchou.training;

import java.util.List;
import org.suanchou.layer.Ends;
import org.suanchou.layer.Execution;
import org.suanchou.layer.LayerLedgers;
import org.suanchou.layer.LayerSeconds;
import org.suanchou.layer.Passes;
import org.suanchou.memory.LayerMemory;
import org.suanchou.model.Layer;
import org.suanchou.model.Transformer;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.workload.Sharding;

/**
 * What each kind of layer costs one chip in one micro-batch under one sharding, in seconds and bytes, with embedding and
 * head; shared by all plans that cut a layer alike.
 */
record LayerCosts(
        Sharding cut, List<LayerSeconds> layers, List<LayerMemory> memory, LayerSeconds head, LayerSeconds embedding) {
    LayerCosts {
        layers = List.copyOf(layers);
        memory = List.copyOf(memory);
    }

    /** Layers alone: enough for {@link StepModel#leastSeconds}. */
    record Layers(Sharding cut, Recompute recompute, List<LayerSeconds> seconds) {
        Layers {
            seconds = List.copyOf(seconds);
        }

        static Layers of(LayerLedgers ledgers, Sharding cut, Recompute recompute) {
            LayerSeconds[] seconds = new LayerSeconds[ledgers.kinds().size()];
            for (int k = 0; k < seconds.length; k++) {
                seconds[k] = ledgers.seconds(k, cut, recompute);
            }
            return new Layers(cut, recompute, List.of(seconds));
        }
    }

    /** With what layers keep, and with embedding and head. */
    static LayerCosts of(Transformer model, LayerLedgers ledgers, Layers layers) {
        Sharding cut = layers.cut();
        Execution on = ledgers.execution();
        Passes passes = ledgers.passes(layers.recompute());
        AttentionKernel kernel = on.kernels().attentionKernel();
        boolean dropout = kernel == AttentionKernel.UNFUSED;
        LayerMemory[] memory = new LayerMemory[ledgers.kinds().size()];
        for (int k = 0; k < memory.length; k++) {
            Layer layer = ledgers.kinds().get(k);
            memory[k] = LayerMemory.of(layer, model.hidden(), model.norm(), cut, kernel, layers.recompute(), dropout);
        }
        LayerSeconds last = layers.seconds().get(model.order()[model.layers() - 1]);
        return new LayerCosts(
                cut,
                layers.seconds(),
                List.of(memory),
                Ends.head(on, model, cut, passes, last),
                Ends.embedding(on, cut, passes));
    }
}
