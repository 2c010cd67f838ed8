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
                    "fill and drain",
                    bubble,
                    Unit.SECONDS,
                    plan.schedule().id() + (plan.vp() > 1 ? ", interleaved, vp " + plan.vp() : "") + ", " + plan.pp()
                            + " stages: the pipeline less " + timed.microBatches()
                            + " micro-batches of the longest stage"));
        }
        List<Term> optimizer = terms.get(Part.OPTIMIZER);
        if (optimizer != null && timed.time().part(Part.OPTIMIZER) > 0) {
            optimizer.add(Term.of(
                    "Adam",
                    timed.time().part(Part.OPTIMIZER),
                    Unit.SECONDS,
                    number(StepModel.OPTIMIZER_BYTES + job.gradientBytes())
                            + " bytes per weight of this chip's share, at the memory's rate"));
        }
        List<Term> overhead = terms.get(Part.OVERHEAD);
        if (overhead != null) {
            overhead.add(Term.of("step", job.stack().stepSeconds().mid(), Unit.SECONDS, "constant of the stack"));
        }
        List<Term> parts = new ArrayList<>();
        for (Map.Entry<Part, List<Term>> entry : terms.entrySet()) {
            if (!entry.getValue().isEmpty()) {
                parts.add(Term.sum(entry.getKey().id(), Unit.SECONDS, "", entry.getValue()));
            }
        }
        return Term.sum(
                "step",
                Unit.SECONDS,
                timed.microBatches() + " micro-batches of the longest stage (stage " + timed.longestStage() + ", "
                        + stage.layers() + " layers), bubble, gradients, optimizer, constant",
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
            String of = timed.microBatches() + " micro-batches x " + n + " layers"
                    + (ledgers.kinds().size() > 1 ? " of kind " + k : "");
            for (Ledger ledger :
                    List.of(ledgers.mixer(k, cut, plan.recompute()), ledgers.feedForward(k, cut, plan.recompute()))) {
                operators(ledger, times, of, terms);
                messages(ledger, times, of, terms);
            }
            launches(k, times, of, terms);
        }
    }

    private void operators(Ledger ledger, double times, String of, Map<Part, List<Term>> terms) {
        for (OperatorTime o : ledger.operators()) {
            String name = o.operator().role().label();
            add(
                    terms,
                    o.part(),
                    name,
                    times * (o.forward() + o.backward()),
                    of + " x (" + seconds(o.forward()) + " forward + " + seconds(o.backward()) + " backward), "
                            + shape(o.operator()));
            add(terms, Part.RECOMPUTE, name, times * o.repeated(), of + " x " + seconds(o.repeated()));
        }
    }

    private void messages(Ledger ledger, double times, String of, Map<Part, List<Term>> terms) {
        for (MessageTime m : ledger.messages()) {
            Message message = m.message();
            add(
                    terms,
                    message.part(),
                    message.role().label(),
                    times * m.seconds(),
                    of + " x " + number(message.times()) + " x " + message(message.collective()) + " x "
                            + number(message.exposed()) + " exposed");
        }
    }

    private void launches(int kind, double times, String of, Map<Part, List<Term>> terms) {
        LayerLedgers ledgers = model.ledgers();
        Execution on = ledgers.execution();
        double waiting = costs.layers().layers().get(kind).waiting();
        add(
                terms,
                Part.OVERHEAD,
                "waiting for the host",
                times * waiting,
                of + " x " + seconds(waiting) + "  by which passes outlast their share of "
                        + seconds(Launches.ofLayer(on)) + " of launches");
        if (ledgers.kinds().get(kind).feedForward() instanceof FeedForward.Experts experts) {
            double launched = Launches.ofExperts(on, experts, costs.layers().cut(), plan.recompute());
            add(terms, Part.ROUTING, "expert launches", times * launched, of + " x " + seconds(launched));
        }
    }

    private void ends(Map<Part, List<Term>> terms) {
        for (Part part : Part.values()) {
            if (stage.embedding()) {
                add(
                        terms,
                        part,
                        "embedding",
                        timed.microBatches() * costs.layers().embedding().parts()[part.ordinal()],
                        timed.microBatches() + " micro-batches of lookup and gradient");
            }
            if (stage.head()) {
                add(
                        terms,
                        part,
                        "output head and loss",
                        timed.microBatches() * costs.layers().head().parts()[part.ordinal()],
                        timed.microBatches() + " micro-batches, vocabulary "
                                + job.model().vocabulary()
                                + (job.model().mtpModules() > 0 ? ", multi-token prediction included" : ""));
            }
        }
    }

    private void traffic(Map<Part, List<Term>> terms) {
        for (Message sent : model.sends(plan, costs)) {
            add(
                    terms,
                    Part.PIPELINE,
                    sent.role().label(),
                    timed.microBatches() * sent.exposedSeconds(model.network()),
                    timed.microBatches() + " micro-batches x " + number(sent.times()) + " x "
                            + message(sent.collective()) + " x "
                            + number(sent.exposed()) + " exposed");
        }
        DataTraffic data = model.dataTraffic(plan, costs, stage);
        StringBuilder how = new StringBuilder();
        for (DataTraffic.Message m : data.perMicroBatch()) {
            how.append(m.role().label())
                    .append(" each micro-batch: ")
                    .append(number(m.times()))
                    .append(" x ")
                    .append(message(m.collective()))
                    .append("; ");
        }
        for (DataTraffic.Message m : data.perStep()) {
            how.append(m.role().label())
                    .append(" each step: ")
                    .append(message(m.collective()))
                    .append("; ");
        }
        add(
                terms,
                Part.DATA,
                "gradients and weights, exposed",
                timed.time().part(Part.DATA),
                how + "what compute does not hide");
    }

    private static void add(Map<Part, List<Term>> terms, Part part, String name, double seconds, String how) {
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

    private static String shape(Operator operator) {
        return switch (operator) {
            case Operator.MatMul m -> "m " + number(m.m()) + ", n " + number(m.n()) + ", k " + number(m.k());
            case Operator.GroupedMatMul g ->
                number(g.groups()) + " experts x " + number(g.tokens()) + " tokens, " + number(g.in()) + " to "
                        + number(g.out());
            case Operator.Attention a ->
                number(a.batch() * a.heads()) + " heads x " + number(a.queries()) + " queries x " + number(a.meanKeys())
                        + " keys";
            case Operator.Scan s -> Quantity.format(s.flops(), Unit.FLOP);
            case Operator.Elementwise e -> Quantity.format(e.forwardBytes() + e.backwardBytes(), Unit.BYTES) + " moved";
        };
    }

    private String message(Collective c) {
        Network network = model.network();
        int tier = network.widestTier(c.size(), c.stride());
        String name = switch (c) {
            case Collective.AllGather g -> "all-gather";
            case Collective.ReduceScatter r -> "reduce-scatter";
            case Collective.AllReduce r -> "all-reduce";
            case Collective.AllToAll a -> "all-to-all";
            case Collective.Dispatch d -> "dispatch (" + d.copies() + " experts a token)";
            case Collective.Send s -> "send";
        };
        return name + " of " + Quantity.format(c.bytes(), Unit.BYTES) + " over " + c.size() + " chips"
                + (tier < 0 ? "" : " (" + network.fabric(tier).name() + ")") + ", " + seconds(network.seconds(c));
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
