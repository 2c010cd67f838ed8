package org.suanchou.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.suanchou.memory.LayerMemory;
import org.suanchou.memory.StageMemory;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.StageLayout;
import org.suanchou.source.Term;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/** The memory of the fullest stage taken apart, and that of all shapes of stages side by side. */
public final class MemoryUnfolding {
    private static final String ZERO = "Rajbhandari et al. 2020, section 3";
    private static final String PLACEHOLDERS = "Transformer Engine, get_dummy_wgrad";
    private static final String ACTIVATIONS = "Korthikanti et al. 2022, equations 1 to 4";
    private static final String ENDS = "Korthikanti et al. 2022, section 4.3";

    private final StepModel model;
    private final TrainingJob job;
    private final ParallelPlan plan;
    private final StepModel.Costs costs;
    private final StageLayout layout;
    private final StageLayout.Shape stage;
    private final StageMemory memory;
    private final StageMemory.Ends ends;
    private final List<Integer> held;
    private final long microBatches;

    MemoryUnfolding(StepModel model, Feasible timed, StepModel.Costs costs, StageLayout layout) {
        this.model = model;
        this.job = model.job();
        this.plan = timed.plan();
        this.costs = costs;
        this.layout = layout;
        this.memory = timed.memory();
        this.microBatches = timed.microBatches();
        this.stage = layout.shapes().stream()
                .filter(s -> s.first() == memory.stage())
                .findFirst()
                .orElseThrow();
        this.ends = model.ends(plan, costs, stage);
        this.held = model.held(stage);
    }

    /** One shape of stage: layers, micro-batches in flight, memory. */
    public record Stage(StageLayout.Shape shape, double inFlight, StageMemory memory) {}

    /** All shapes of stages, each as its first stage. */
    public List<Stage> stages() {
        List<Stage> list = new ArrayList<>();
        for (StageLayout.Shape shape : layout.shapes()) {
            list.add(new Stage(
                    shape,
                    layout.inFlight(plan.schedule(), shape.first(), microBatches),
                    model.memory(plan, costs, layout, shape, microBatches)));
        }
        return list;
    }

    /** Device bytes of the fullest stage: reserved ones, of which allocated ones, down to groups of operators. */
    Term term() {
        Term allocated = sum("allocated", "live tensors at the peak", allocated());
        Term reserved = sum(
                "reserved",
                "what the caching allocator holds",
                List.of(
                        allocated,
                        bytes(
                                "fragments",
                                memory.fragments(),
                                number(100 * job.stack().fragmentation().mid()) + "% of what is allocated")));
        return sum(
                "device memory of stage " + memory.stage(),
                "",
                List.of(
                        reserved,
                        bytes(
                                "framework",
                                memory.framework(),
                                "context, libraries, workspaces, communication buffers")));
    }

    private List<Term> allocated() {
        StageMemory.Habits habits = model.memoryHabits();
        int zero = plan.zeroStage();
        List<Term> terms = new ArrayList<>();
        terms.add(state("weights", StageMemory.WEIGHT_BYTES, zero >= 3, ZERO));
        add(
                terms,
                "gathered layers",
                memory.gathered(),
                cited(
                        "the largest layer, and once more or the larger table: " + number(StageMemory.WEIGHT_BYTES)
                                + " bytes a weight; the second with its gradient",
                        ZERO + " and 5"));
        if (!habits.frozen()) {
            terms.add(state("gradients", habits.gradientBytes(), zero >= 2, ZERO));
            add(
                    terms,
                    "gradient placeholders",
                    memory.placeholders(),
                    cited(
                            "2 bytes of each shape of the largest layer's weights, whose gradients their products"
                                    + " accumulate",
                            PLACEHOLDERS));
            terms.add(sum(
                    "optimizer",
                    "",
                    List.of(
                            state("master weights", StageMemory.MASTER_BYTES, zero >= 1, ZERO),
                            state("moments", StageMemory.MOMENT_BYTES, zero >= 1, ZERO))));
        }
        terms.add(activations());
        head(terms);
        add(
                terms,
                "working set",
                memory.working(),
                memory.logits() > 0
                        ? "2 bytes of the output projection's gradient, before it is accumulated"
                        : "one layer runs backward: gradients of its activations, and what it computes again");
        return terms;
    }

    /** Bytes of each parameter of the stage, of this chip or its share. */
    private Term state(String name, double each, boolean sharded, String source) {
        double shard = sharded ? plan.shardGroup() : 1;
        double expertShard = sharded ? Math.min(plan.shardGroup(), plan.expertDp()) : 1;
        List<Term> terms = new ArrayList<>();
        for (int k = 0; k < held.size(); k++) {
            LayerMemory layer = costs.layers().memory().get(k);
            int n = held.get(k);
            if (n > 0) {
                part(terms, n + " layers" + kind(k), n * layer.denseParameters(), each, shard);
                part(terms, "experts of " + n + " layers" + kind(k), n * layer.expertParameters(), each, expertShard);
            }
        }
        part(terms, "embedding and head", ends.parameters(), each, shard);
        return sum(name, cited(number(each) + " bytes each", source), terms);
    }

    private static void part(List<Term> terms, String name, double parameters, double each, double shard) {
        add(
                terms,
                name,
                each * parameters / shard,
                number(each) + " x " + Quantity.format(parameters, Unit.COUNT)
                        + (shard > 1 ? " / " + number(shard) + " ranks" : ""));
    }

    private Term activations() {
        double inFlight = layout.inFlight(plan.schedule(), memory.stage(), microBatches);
        double kept = model.memoryHabits().keptShare();
        double times = inFlight * kept;
        String of = " x " + number(inFlight) + " micro-batches in flight"
                + (kept < 1 ? " x " + number(kept) + " not offloaded" : "");
        List<Term> terms = new ArrayList<>();
        for (int k = 0; k < held.size(); k++) {
            int n = held.get(k);
            if (n == 0) {
                continue;
            }
            List<Term> groups = new ArrayList<>();
            for (LayerMemory.Kept part : costs.layers().memory().get(k).kept()) {
                add(
                        groups,
                        part.name(),
                        times * n * part.bytes(),
                        n + of + " x " + Quantity.formatBinaryBytes(part.bytes()) + "; " + part.formula());
            }
            terms.add(sum(n + " layers" + kind(k), "", groups));
        }
        add(terms, "embedding", times * ends.embeddingKept(), cited("r h of the dropout mask" + of, ENDS));
        return sum(
                "activations",
                cited(
                        "t " + number(costs.layers().cut().tokens()) + " tokens, r "
                                + number(costs.layers().cut().residualTokens()) + ", h "
                                + job.model().hidden() + ", recompute "
                                + plan.recompute().id(),
                        ACTIVATIONS),
                terms);
    }

    private void head(List<Term> terms) {
        if (memory.logits() == 0) {
            return;
        }
        double heads = 1 + job.model().mtpModules();
        double residual = costs.layers().cut().residualTokens() * job.model().hidden();
        double norm = heads * 2 * StageMemory.WEIGHT_BYTES * residual;
        terms.add(sum(
                "output head",
                ENDS,
                List.of(
                        bytes("inputs of norm and projection", norm, number(heads) + " x 4 r h"),
                        bytes(
                                "logits",
                                memory.logits() - norm,
                                number(heads) + " x " + number(StageMemory.LOGIT_BYTES) + " t x vocabulary "
                                        + job.model().vocabulary() + " / tp"))));
    }

    private String kind(int k) {
        return held.size() > 1 ? " of kind " + k : "";
    }

    private static String cited(String how, String source) {
        return how + " (" + source + ")";
    }

    private static Term sum(String name, String how, List<Term> terms) {
        return Term.sum(name, Unit.BYTES, how, terms);
    }

    private static Term bytes(String name, double value, String how) {
        return Term.of(name, value, Unit.BYTES, how);
    }

    private static void add(List<Term> terms, String name, double value, String how) {
        if (value > 0) {
            terms.add(bytes(name, value, how));
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
