package org.suanchou.catalog;

import java.util.List;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.source.Fact;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.stack.ExpertDispatcher;
import org.suanchou.stack.SoftwareStack;
import org.suanchou.tree.Tree;

/** An entry of {@code catalog/stacks} over what all stacks share to a {@link SoftwareStack}. */
final class StackReader {
    private final String name;
    private final Tree own;
    private final Tree defaults;
    private final Parameters parameters;
    private final boolean alike;

    private StackReader(Tree own, String name, Tree defaults, Parameters parameters, boolean alike) {
        this.name = name;
        this.own = own;
        this.defaults = defaults;
        this.parameters = parameters;
        this.alike = alike;
    }

    /** @param alike where the defaults have a value, the stack's own does not count */
    static SoftwareStack read(Tree tree, Naming naming, Tree defaults, Parameters parameters, boolean alike) {
        return new StackReader(tree, naming.of(tree), defaults, parameters, alike).stack();
    }

    private SoftwareStack stack() {
        return new SoftwareStack(
                own.text("id"),
                name,
                texts("frameworks"),
                texts("vendors"),
                own.require("first_year").intValue(),
                attention(own.require("attention")),
                own.bool("fully_sharded", false),
                own.bool("batch_per_chip", false),
                dispatcher(holder("dispatcher").require("dispatcher")),
                share("tensor_exposed"),
                share("context_exposed"),
                share("expert_exposed"),
                share("expert_overlapped_exposed"),
                share("pipeline_exposed"),
                share("data_exposed"),
                share("sharded_exposed"),
                number("gradient_bytes"),
                number("layer_launch_us").times(1e-6),
                number("expert_launch_us").times(1e-6),
                number("each_expert_launch_us").times(1e-6),
                share("graphed_launch_share"),
                share("micro_scaled_experts"),
                number("step_ms").times(1e-3),
                number("framework_gib").times(1L << 30),
                share("gradient_placeholders"),
                share("fragmentation"),
                number("elementwise_passes"),
                own.bool("tuned", true),
                false,
                own.items("runs_on").stream().map(Tree::text).toList());
    }

    private List<String> texts(String field) {
        return own.require(field).items().stream().map(Tree::text).toList();
    }

    private static AttentionKernel attention(Tree tree) {
        for (AttentionKernel kernel : AttentionKernel.values()) {
            if (kernel.name().toLowerCase(java.util.Locale.ROOT).equals(tree.text())) {
                return kernel;
            }
        }
        throw tree.bad(Rule.mustBe("unfused", "flash_1", "flash_2", "native"));
    }

    private static ExpertDispatcher dispatcher(Tree tree) {
        for (ExpertDispatcher dispatcher : ExpertDispatcher.values()) {
            if (dispatcher.name().toLowerCase(java.util.Locale.ROOT).equals(tree.text())) {
                return dispatcher;
            }
        }
        throw tree.bad(Rule.mustBe("all_to_all", "deduplicating"));
    }

    private Tree holder(String field) {
        return own.has(field) && !alike ? own : defaults;
    }

    private Fact number(String field) {
        return parameters.required(holder(field), field);
    }

    private Fact share(String field) {
        Tree holder = holder(field);
        Fact fact = parameters.get(holder, field);
        if (fact == null) {
            throw holder.bad(Rule.MISSING_RULE, field, Refusal.of(CatalogRefusal.MUST_BE_SHARE));
        }
        if (!(fact.value().low() >= 0 && fact.value().high() <= 1)) {
            throw holder.require(field).bad(Rule.BETWEEN, 0, 1);
        }
        return fact;
    }
}
