package org.suanchou.stack;

import java.util.function.Function;
import org.suanchou.source.Fact;
import org.suanchou.units.Unit;

/** The numbers of a software stack. */
public enum StackConstant {
    TENSOR_EXPOSED("exposed tensor-parallel traffic", Unit.COUNT, SoftwareStack::tensorExposed),
    CONTEXT_EXPOSED("exposed context-parallel traffic", Unit.COUNT, SoftwareStack::contextExposed),
    EXPERT_EXPOSED("exposed expert traffic", Unit.COUNT, SoftwareStack::expertExposed),
    EXPERT_OVERLAPPED_EXPOSED("exposed expert traffic, overlapped", Unit.COUNT, SoftwareStack::expertOverlappedExposed),
    PIPELINE_EXPOSED("exposed pipeline sends", Unit.COUNT, SoftwareStack::pipelineExposed),
    DATA_EXPOSED("exposed data-parallel traffic", Unit.COUNT, SoftwareStack::dataExposed),
    SHARDED_EXPOSED("exposed sharded traffic", Unit.COUNT, SoftwareStack::shardedExposed),
    GRADIENT_BYTES("bytes of a gradient", Unit.BYTES, SoftwareStack::gradientBytes),
    LAYER_LAUNCHES("launches of a layer", Unit.SECONDS, SoftwareStack::layerLaunchSeconds),
    EXPERT_LAUNCHES("launches of an expert layer", Unit.SECONDS, SoftwareStack::expertLaunchSeconds),
    EACH_EXPERT_LAUNCHES("launches of each expert", Unit.SECONDS, SoftwareStack::eachExpertLaunchSeconds),
    GRAPHED_LAUNCHES("share of launches that graphs leave", Unit.COUNT, SoftwareStack::graphedLaunchShare),
    MICRO_SCALED_EXPERTS("work around experts that fusion leaves", Unit.COUNT, SoftwareStack::microScaledExperts),
    ELEMENTWISE_PASSES("element-wise operators: time over fused ones", Unit.COUNT, SoftwareStack::elementwisePasses),
    STEP("constant of a step", Unit.SECONDS, SoftwareStack::stepSeconds),
    FRAMEWORK_MEMORY("framework memory", Unit.BYTES, SoftwareStack::frameworkBytes),
    GRADIENT_PLACEHOLDERS("gradient placeholders, share of shapes", Unit.COUNT, SoftwareStack::gradientPlaceholders),
    FRAGMENTATION("fragments over allocated bytes", Unit.COUNT, SoftwareStack::fragmentation);

    private final String label;
    private final Unit unit;
    private final Function<SoftwareStack, Fact> component;

    StackConstant(String label, Unit unit, Function<SoftwareStack, Fact> component) {
        this.label = label;
        this.unit = unit;
        this.component = component;
    }

    /** For people. */
    public String label() {
        return label;
    }

    public Unit unit() {
        return unit;
    }

    public Fact of(SoftwareStack stack) {
        return component.apply(stack);
    }
}
