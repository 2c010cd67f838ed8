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
import org.suanchou.words.Words;

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
        Term allocated = sum(Words.of("allocated"), Words.of("live tensors at the peak"), allocated());
        Term reserved = sum(
                Words.of("reserved"),
                Words.of("what the caching allocator holds"),
                List.of(
                        allocated,
                        bytes(
                                Words.of("fragments"),
                                memory.fragments(),
                                Words.of(
                                        "{0}% of what is allocated",
                                        number(100 * job.stack().fragmentation().mid())))));
        return sum(
                Words.of("device memory of stage {0}", memory.stage()),
                Words.NONE,
                List.of(
                        reserved,
                        bytes(
                                Words.of("framework"),
                                memory.framework(),
                                Words.of("context, libraries, workspaces, communication buffers"))));
    }

    private List<Term> allocated() {
        StageMemory.Habits habits = model.memoryHabits();
        int zero = plan.zeroStage();
        List<Term> terms = new ArrayList<>();
        terms.add(state(
                Words.of("weights"),
                habits.held().weights() * habits.weightBytes(),
                habits.held().weights() * StageMemory.WEIGHT_BYTES,
                zero >= 3,
                ZERO));
        add(
                terms,
                Words.of("gathered layers"),
                memory.gathered(),
                cited(
                        Words.of(
                                "the largest layer, and once more or the larger table: {0} bytes a weight; the second with its"
                                        + " gradient",
                                number(habits.weightBytes())),
                        ZERO + " and 5"));
        if (!habits.frozen()) {
            terms.add(
                    state(Words.of("gradients"), habits.held().gradients() * habits.gradientBytes(), zero >= 2, ZERO));
            add(
                    terms,
                    Words.of("gradient placeholders"),
                    memory.placeholders(),
                    cited(
                            Words.of(
                                    "2 bytes of each shape of the largest layer's weights, whose gradients their products"
                                            + " accumulate"),
                            PLACEHOLDERS));
            terms.add(sum(
                    Words.of("optimizer"),
                    Words.NONE,
                    List.of(
                            state(Words.of("master weights"), habits.held().masterBytes(), zero >= 1, ZERO),
                            state(Words.of("moments"), habits.held().momentBytes(), zero >= 1, ZERO))));
        }
        terms.add(activations());
        head(terms);
        add(
                terms,
                Words.of("working set"),
                memory.working(),
                Words.of(
                        memory.logits() > 0
                                ? "2 bytes of the output projection's gradient, before it is accumulated"
                                : "one layer runs backward: gradients of its activations, and what it computes again"));
        return terms;
    }

    /** Bytes of each parameter of the stage, of this chip or its share. */
    private Term state(Words name, double each, boolean sharded, String source) {
        return state(name, each, each, sharded, source);
    }

    private Term state(Words name, double each, double ofEnds, boolean sharded, String source) {
        double shard = sharded ? plan.shardGroup() : 1;
        double expertShard = sharded ? Math.min(plan.shardGroup(), plan.expertDp()) : 1;
        List<Term> terms = new ArrayList<>();
        for (int k = 0; k < held.size(); k++) {
            LayerMemory layer = costs.layers().memory().get(k);
            int n = held.get(k);
            if (n > 0) {
                part(terms, layers(n, k), n * layer.denseParameters(), each, shard);
                part(terms, Words.of("experts of {0}", layers(n, k)), n * layer.expertParameters(), each, expertShard);
            }
        }
        part(terms, Words.of("embedding and head"), ends.parameters(), ofEnds, shard);
        return sum(name, cited(Words.of("{0} bytes each", number(each)), source), terms);
    }

    private static void part(List<Term> terms, Words name, double parameters, double each, double shard) {
        add(
                terms,
                name,
                each * parameters / shard,
                Words.of(
                        shard > 1 ? "{0} x {1} / {2} ranks" : "{0} x {1}",
                        number(each),
                        Quantity.format(parameters, Unit.COUNT),
                        number(shard)));
    }

    private Term activations() {
        double inFlight = layout.inFlight(plan.schedule(), memory.stage(), microBatches);
        double kept = model.memoryHabits().keptShare();
        double times = inFlight * kept;
        Words of = kept < 1
                ? Words.of("{0} micro-batches in flight x {1} not offloaded", number(inFlight), number(kept))
                : Words.of("{0} micro-batches in flight", number(inFlight));
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
                        Words.of(part.name()),
                        times * n * part.bytes(),
                        Words.of(
                                "{0} x {1} x {2}; {3}",
                                n, of, Quantity.formatBinaryBytes(part.bytes()), Words.of(part.formula())));
            }
            terms.add(sum(layers(n, k), Words.NONE, groups));
        }
        add(
                terms,
                Words.of("embedding"),
                times * ends.embeddingKept(),
                cited(Words.of("r h of the dropout mask x {0}", of), ENDS));
        return sum(
                Words.of("activations"),
                cited(
                        Words.of(
                                "t {0} tokens, r {1}, h {2}, recompute {3}",
                                number(costs.layers().cut().tokens()),
                                number(costs.layers().cut().residualTokens()),
                                job.model().hidden(),
                                plan.recompute().id()),
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
                Words.of("output head"),
                source(ENDS),
                List.of(
                        bytes(Words.of("inputs of norm and projection"), norm, Words.of("{0} x 4 r h", number(heads))),
                        bytes(
                                Words.of("logits"),
                                memory.logits() - norm,
                                Words.of(
                                        "{0} x {1} t x vocabulary {2} / tp",
                                        number(heads),
                                        number(job.logitBytes()),
                                        job.model().vocabulary())))));
    }

    private Words layers(int n, int k) {
        return held.size() > 1 ? Words.of("{0} layers of kind {1}", n, k) : Words.of("{0} layers", n);
    }

    private static Words source(String source) {
        return Words.of(source);
    }

    private static Words cited(Words how, String source) {
        return Words.of("{0} ({1})", how, source(source));
    }

    private static Term sum(Words name, Words how, List<Term> terms) {
        return Term.sum(name, Unit.BYTES, how, terms);
    }

    private static Term bytes(Words name, double value, Words how) {
        return Term.of(name, value, Unit.BYTES, how);
    }

    private static void add(List<Term> terms, Words name, double value, Words how) {
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
