package org.suanchou.catalog;

import java.util.List;
import java.util.Locale;
import org.suanchou.source.Fact;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.stack.SoftwareStack;

/** An entry of {@code catalog/stacks} to a {@link SoftwareStack}. */
final class StackReader {
    private StackReader() {}

    static SoftwareStack read(Tree tree) {
        return new SoftwareStack(
                tree.text("id"),
                tree.text("name"),
                texts(tree, "frameworks"),
                texts(tree, "vendors"),
                tree.require("first_year").intValue(),
                attention(tree.require("attention")),
                tree.bool("fully_sharded", false),
                tree.bool("batch_per_chip", false),
                share(tree, "tensor_exposed"),
                share(tree, "context_exposed"),
                share(tree, "expert_exposed"),
                share(tree, "expert_overlapped_exposed"),
                share(tree, "pipeline_exposed"),
                share(tree, "data_exposed"),
                share(tree, "sharded_exposed"),
                FactReader.required(tree, "gradient_bytes"),
                FactReader.required(tree, "layer_launch_us").times(1e-6),
                FactReader.required(tree, "expert_launch_us").times(1e-6),
                share(tree, "graphed_launch_share"),
                tree.has("micro_scaled_experts") ? share(tree, "micro_scaled_experts") : Fact.given(1),
                FactReader.required(tree, "step_ms").times(1e-3),
                FactReader.required(tree, "framework_gib").times(1L << 30));
    }

    private static List<String> texts(Tree tree, String field) {
        return tree.require(field).items().stream().map(Tree::text).toList();
    }

    private static AttentionKernel attention(Tree tree) {
        for (AttentionKernel kernel : AttentionKernel.values()) {
            if (kernel.name().toLowerCase(Locale.ROOT).equals(tree.text())) {
                return kernel;
            }
        }
        throw tree.bad("it must be unfused, flash_2 or native");
    }

    private static Fact share(Tree tree, String field) {
        Fact fact = FactReader.get(tree, field);
        if (fact == null) {
            throw tree.bad(field + " is missing; it must be a share between 0 and 1");
        }
        if (!(fact.value().low() >= 0 && fact.value().high() <= 1)) {
            throw tree.require(field).bad("it must be between 0 and 1");
        }
        return fact;
    }
}
