package org.suanchou.training;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.suanchou.layer.Execution;
import org.suanchou.layer.Launches;
import org.suanchou.layer.LayerLedgers;
import org.suanchou.layer.Ledger;
import org.suanchou.layer.Message;
import org.suanchou.layer.MessageTime;
import org.suanchou.layer.OperatorTime;
import org.suanchou.layer.Part;
import org.suanchou.model.FeedForward;
import org.suanchou.network.Collective;
import org.suanchou.network.Network;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.StageLayout;
import org.suanchou.source.Constant;
import org.suanchou.source.Term;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;
import org.suanchou.words.Words;
import org.suanchou.workload.Operator;
import org.suanchou.workload.Sharding;

/**
 * A step time and a memory figure taken apart: parts, then the operators and messages of the longest stage with their
 * shapes, then the constants with their sources. The ledgers of its layers are those that the step time was added up from.
 */
public final class Unfolding {
    private final StepModel model;
    private final TrainingJob job;
    private final ParallelPlan plan;
    private final Feasible timed;
    private final StepModel.Costs costs;
    private final StageLayout layout;
    private final StageLayout.Shape stage;

    /** @param timed what {@code model} made of a plan */
    public Unfolding(StepModel model, Feasible timed) {
        this.model = model;
        this.job = model.job();
        this.plan = timed.plan();
        this.timed = timed;
        this.costs = model.costs(model.cut(plan), plan.recompute());
        this.layout = model.layout(plan.pp(), plan.vp());
        this.stage = layout.shapes().stream()
                .filter(s -> s.first() == timed.longestStage())
                .findFirst()
                .orElseThrow();
    }

    /** The step time: a sum of parts, each a sum of operators or messages. */
    public Term stepTime() {
        Map<Part, List<Term>> terms = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            terms.put(part, new ArrayList<>());
        }
        layers(terms);
        ends(terms);
        traffic(terms);
        double bubble = timed.time().part(Part.BUBBLE);
        List<Term> bubbles = terms.get(Part.BUBBLE);
        if (bubbles != null && bubble > 0) {
            bubbles.add(Term.of(
                    Words.of("fill and drain"),
                    bubble,
                    Unit.SECONDS,
                    Words.of(
                            "{0}, {1} stages: the pipeline less {2} micro-batches of the longest stage",
                            plan.vp() > 1
                                    ? Words.of(
                                            "{0}, interleaved, vp {1}",
                                            plan.schedule().id(), plan.vp())
                                    : plan.schedule().id(),
                            plan.pp(),
                            timed.microBatches())));
        }
        List<Term> optimizer = terms.get(Part.OPTIMIZER);
        if (optimizer != null && timed.time().part(Part.OPTIMIZER) > 0) {
            optimizer.add(Term.of(
                    Words.of("Adam"),
                    timed.time().part(Part.OPTIMIZER),
                    Unit.SECONDS,
                    Words.of(
                            "{0} bytes per weight of this chip's share, at the memory's rate",
                            number(StepModel.OPTIMIZER_BYTES + job.gradientBytes()))));
        }
        List<Term> overhead = terms.get(Part.OVERHEAD);
        if (overhead != null) {
            overhead.add(Term.of(
                    Words.of("step"),
                    job.stack().stepSeconds().mid(),
                    Unit.SECONDS,
                    Words.of("constant of the stack")));
        }
        List<Term> parts = new ArrayList<>();
        for (Map.Entry<Part, List<Term>> entry : terms.entrySet()) {
            if (!entry.getValue().isEmpty()) {
                parts.add(Term.sum(Words.of(entry.getKey().id()), Unit.SECONDS, Words.NONE, entry.getValue()));
            }
        }
        return Term.sum(
                Words.of("step"),
                Unit.SECONDS,
                Words.of(
                        "{0} micro-batches of the longest stage (stage {1}, {2} layers), bubble, gradients, optimizer,"
                                + " constant",
                        timed.microBatches(), timed.longestStage(), stage.layers()),
                parts);
    }

    private void layers(Map<Part, List<Term>> terms) {
        LayerLedgers ledgers = model.ledgers();
        Sharding cut = costs.layers().cut();
        for (int k = 0; k < ledgers.kinds().size(); k++) {
            int n = stage.layersOfKind().get(k);
            if (n == 0) {
                continue;
            }
            double times = (double) n * timed.microBatches();
            Words of = ledgers.kinds().size() > 1
                    ? Words.of("{0} micro-batches x {1} layers of kind {2}", timed.microBatches(), n, k)
                    : Words.of("{0} micro-batches x {1} layers", timed.microBatches(), n);
            for (Ledger ledger :
                    List.of(ledgers.mixer(k, cut, plan.recompute()), ledgers.feedForward(k, cut, plan.recompute()))) {
                operators(ledger, times, of, terms);
                messages(ledger, times, of, terms);
            }
            launches(k, times, of, terms);
        }
    }

    private void operators(Ledger ledger, double times, Words of, Map<Part, List<Term>> terms) {
        for (OperatorTime o : ledger.operators()) {
            Words name = Words.of(o.operator().role().label());
            add(
                    terms,
                    o.part(),
                    name,
                    times * (o.forward() + o.backward()),
                    Words.of(
                            "{0} x ({1} forward + {2} backward), {3}",
                            of, seconds(o.forward()), seconds(o.backward()), shape(o.operator())));
            add(terms, Part.RECOMPUTE, name, times * o.repeated(), Words.of("{0} x {1}", of, seconds(o.repeated())));
        }
    }

    private void messages(Ledger ledger, double times, Words of, Map<Part, List<Term>> terms) {
        for (MessageTime m : ledger.messages()) {
            Message message = m.message();
            add(
                    terms,
                    message.part(),
                    Words.of(message.role().label()),
                    times * m.seconds(),
                    Words.of(
                            "{0} x {1} x {2} x {3} exposed",
                            of, number(message.times()), message(message.collective()), number(message.exposed())));
        }
    }

    private void launches(int kind, double times, Words of, Map<Part, List<Term>> terms) {
        LayerLedgers ledgers = model.ledgers();
        Execution on = ledgers.execution();
        double waiting = costs.layers().layers().get(kind).waiting();
        add(
                terms,
                Part.OVERHEAD,
                Words.of("waiting for the host"),
                times * waiting,
                Words.of(
                        "{0} x {1}  by which passes outlast their share of {2} of launches",
                        of, seconds(waiting), seconds(Launches.ofLayer(on))));
        if (ledgers.kinds().get(kind).feedForward() instanceof FeedForward.Experts experts) {
            double launched = Launches.ofExperts(on, experts, costs.layers().cut(), plan.recompute());
            add(
                    terms,
                    Part.ROUTING,
                    Words.of("expert launches"),
                    times * launched,
                    Words.of("{0} x {1}", of, seconds(launched)));
        }
    }

    private void ends(Map<Part, List<Term>> terms) {
        for (Part part : Part.values()) {
            if (stage.embedding()) {
                add(
                        terms,
                        part,
                        Words.of("embedding"),
                        timed.microBatches() * costs.layers().embedding().parts()[part.ordinal()],
                        Words.of("{0} micro-batches of lookup and gradient", timed.microBatches()));
            }
            if (stage.head()) {
                add(
                        terms,
                        part,
                        Words.of("output head and loss"),
                        timed.microBatches() * costs.layers().head().parts()[part.ordinal()],
                        Words.of(
                                job.model().mtpModules() > 0
                                        ? "{0} micro-batches, vocabulary {1}, multi-token prediction included"
                                        : "{0} micro-batches, vocabulary {1}",
                                timed.microBatches(),
                                job.model().vocabulary()));
            }
        }
    }

    private void traffic(Map<Part, List<Term>> terms) {
        for (Message sent : model.sends(plan, costs)) {
            add(
                    terms,
                    Part.PIPELINE,
                    Words.of(sent.role().label()),
                    timed.microBatches() * sent.exposedSeconds(model.network()),
                    Words.of(
                            "{0} micro-batches x {1} x {2} x {3} exposed",
                            timed.microBatches(),
                            number(sent.times()),
                            message(sent.collective()),
                            number(sent.exposed())));
        }
        DataTraffic data = model.dataTraffic(plan, costs, stage);
        List<Words> how = new ArrayList<>();
        for (DataTraffic.Message m : data.perMicroBatch()) {
            how.add(Words.of(
                    "{0} each micro-batch: {1} x {2}",
                    Words.of(m.role().label()), number(m.times()), message(m.collective())));
        }
        for (DataTraffic.Message m : data.perStep()) {
            how.add(Words.of("{0} each step: {1}", Words.of(m.role().label()), message(m.collective())));
        }
        how.add(Words.of("what compute does not hide"));
        add(
                terms,
                Part.DATA,
                Words.of("gradients and weights, exposed"),
                timed.time().part(Part.DATA),
                Words.joined("; ", how));
    }

    private static void add(Map<Part, List<Term>> terms, Part part, Words name, double seconds, Words how) {
        List<Term> list = terms.get(part);
        if (list != null && seconds > 0) {
            list.add(Term.of(name, seconds, Unit.SECONDS, how));
        }
    }

    /** The memory of the fullest stage: a sum of what it holds. */
    public Term memory() {
        return new MemoryUnfolding(model, timed, costs, layout).term();
    }

    /** The memory of every shape of stage. */
    public List<MemoryUnfolding.Stage> stages() {
        return new MemoryUnfolding(model, timed, costs, layout).stages();
    }

    /** The constants that the memory rests on. */
    public List<Term> memoryInputs() {
        return terms(Constants.ofMemory(model, plan));
    }

    /** The constants that time and memory rest on. */
    public List<Term> inputs() {
        return terms(Constants.of(model, plan));
    }

    private static List<Term> terms(Collection<Constant> constants) {
        return constants.stream().map(Term::input).toList();
    }

    private static Words shape(Operator operator) {
        return switch (operator) {
            case Operator.MatMul m ->
                Words.verbatim("m " + number(m.m()) + ", n " + number(m.n()) + ", k " + number(m.k()));
            case Operator.GroupedMatMul g ->
                Words.of(
                        "{0} experts x {1} tokens, {2} to {3}",
                        number(g.groups()), number(g.tokens()), number(g.in()), number(g.out()));
            case Operator.Attention a ->
                Words.of(
                        "{0} heads x {1} queries x {2} keys",
                        number(a.batch() * a.heads()), number(a.queries()), number(a.meanKeys()));
            case Operator.Scan s -> Words.verbatim(Quantity.format(s.flops(), Unit.FLOP));
            case Operator.Elementwise e ->
                Words.of("{0} moved", Quantity.format(e.forwardBytes() + e.backwardBytes(), Unit.BYTES));
        };
    }

    private Words message(Collective c) {
        Network network = model.network();
        int tier = network.widestTier(c.size(), c.stride());
        Words name = switch (c) {
            case Collective.AllGather g -> Words.of("all-gather");
            case Collective.ReduceScatter r -> Words.of("reduce-scatter");
            case Collective.AllReduce r -> Words.of("all-reduce");
            case Collective.AllToAll a -> Words.of("all-to-all");
            case Collective.Dispatch d -> Words.of("dispatch ({0} experts a token)", d.copies());
            case Collective.Send s -> Words.of("send");
        };
        Words over = tier < 0
                ? Words.of("{0} chips", c.size())
                : Words.of("{0} chips ({1})", c.size(), network.fabric(tier).name());
        return Words.of(
                "{0} of {1} over {2}, {3}",
                name, Quantity.format(c.bytes(), Unit.BYTES), over, seconds(network.seconds(c)));
    }

    private static String seconds(double seconds) {
        return Quantity.format(seconds, Unit.SECONDS);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
