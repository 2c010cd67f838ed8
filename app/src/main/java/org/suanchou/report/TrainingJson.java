package org.suanchou.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.suanchou.cost.Accounting;
import org.suanchou.cost.CostPart;
import org.suanchou.cost.RunCost;
import org.suanchou.energy.ClusterPower;
import org.suanchou.energy.PowerLevel;
import org.suanchou.formula.Formula;
import org.suanchou.formula.Tornado;
import org.suanchou.layer.Part;
import org.suanchou.memory.StageMemory;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;
import org.suanchou.reliability.CheckpointPolicy;
import org.suanchou.reliability.CheckpointTier;
import org.suanchou.reliability.Loss;
import org.suanchou.reliability.StandBy;
import org.suanchou.scenario.Limits;
import org.suanchou.scenario.Margins;
import org.suanchou.scenario.Obstacle;
import org.suanchou.scenario.PlanReport;
import org.suanchou.scenario.RunModel;
import org.suanchou.scenario.RunReport;
import org.suanchou.scenario.Supply;
import org.suanchou.scenario.Terms;
import org.suanchou.scenario.TrainingQuestion;
import org.suanchou.scenario.TrainingReport;
import org.suanchou.scenario.TrainingReport.Idle;
import org.suanchou.search.SearchResult;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.source.Term;
import org.suanchou.text.JsonWriter;
import org.suanchou.text.Refusals;
import org.suanchou.training.MemoryUnfolding;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;
import org.suanchou.training.Unfolding;

/**
 * A training report as JSON: SI units, fractions from 0 to 1, uncertain quantities as {@code {low, mid, high}} (80 %).
 * {@code search.evaluated} counts plans that were timed, {@code search.bounded} those that a lower bound ruled out.
 */
public final class TrainingJson {
    private static final double DAY_SECONDS = 86_400;

    private final JsonWriter json;

    public TrainingJson(JsonWriter json) {
        this.json = json;
    }

    public void write(TrainingReport report, Explain explain) {
        json.object();
        question(report.question());
        json.field("status", report.feasible() ? "feasible" : "infeasible");
        Obstacle reason = report.reason();
        if (reason != null) {
            reason(json, reason.refusal());
        }
        Integer wayOut = report.wayOut();
        if (wayOut != null) {
            json.field("chipsThatWouldDo", wayOut);
        }
        Idle idle = report.idle();
        if (idle != null) {
            json.object("idle").field("chips", idle.chips()).field("busyChips", idle.busy());
            number("slower", idle.slower());
            json.end();
        }
        Margins margins = report.margins();
        if (margins != null) {
            json.object("margins")
                    .field("seconds", margins.seconds())
                    .field("usd", margins.usd())
                    .field("joules", margins.joules())
                    .field("kgCo2e", margins.kilogramsCo2())
                    .end();
        }
        json.array("plans");
        for (PlanReport plan : report.plans()) {
            plan(report.question(), plan, explain);
        }
        json.end();
        SearchResult search = report.search();
        if (search != null) {
            search(search);
        }
        json.end();
    }

    /** A question that no plan can answer. */
    public static void refusal(JsonWriter json, Refusal refusal) {
        json.object().field("status", "infeasible");
        reason(json, refusal);
        json.array("plans").end().end();
    }

    static void reason(JsonWriter json, Refusal refusal) {
        json.object("reason")
                .field("code", refusal.code().id())
                .field("constraint", word(refusal.constraint()))
                .field("need", refusal.need())
                .field("have", refusal.have())
                .field("text", Refusals.english(refusal))
                .end();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private void question(TrainingQuestion question) {
        TrainingJob job = question.job();
        json.object("question")
                .field("model", question.modelId())
                .field("parameters", job.model().parameters())
                .field("system", job.cluster().system().id())
                .field("chip", job.cluster().chip().id())
                .field("chips", job.cluster().chips())
                .field("stack", job.stack().id())
                .field("precision", job.precision().id())
                .field("tuning", job.tuning().name().toLowerCase(Locale.ROOT))
                .field("sequenceLength", job.sequence())
                .field("globalBatchSize", job.globalBatch());
        if (question.supply() instanceof Supply.TakenFrom(int chips, StandBy standBy)) {
            json.object("supply")
                    .field("chips", chips)
                    .field("spareHosts", standBy.hosts())
                    .end();
        }
        number("tokens", question.tokens());
        limits(question.limits());
        Terms terms = question.terms();
        Accounting accounting = terms == null ? null : terms.accounting();
        json.field("basis", accounting == null ? "" : accounting.basis().id());
        if (terms != null) {
            json.object("assumed");
            for (String id : new TreeSet<>(terms.stated())) {
                Formula.Input input = terms.assumptions().get(id);
                json.field(id, input.fact().value().times(1 / input.unit().factor()));
            }
            json.end();
        }
        json.field("objective", question.objective().id());
        json.field("efficiencyInherited", job.kernels().inherited());
        json.array("defaults");
        for (TrainingQuestion.DefaultTaken taken : question.defaults()) {
            json.object()
                    .field("field", taken.field())
                    .field("value", taken.value())
                    .field("why", word(taken.why()))
                    .field("detail", taken.detail())
                    .end();
        }
        json.end().end();
    }

    private void limits(Limits limits) {
        Double seconds = limits.seconds();
        number("days", seconds == null ? null : (Double) (seconds / DAY_SECONDS));
        number("budgetUsd", limits.usd());
        number("siteWatts", limits.siteWatts());
        number("joules", limits.joules());
        number("kgCo2e", limits.kilogramsCo2());
    }

    private void number(String name, @Nullable Double value) {
        if (value == null) {
            json.field(name).nothing();
        } else {
            json.field(name, (double) value);
        }
    }

    private void estimate(String name, @Nullable Estimate value) {
        if (value == null) {
            json.field(name).nothing();
        } else {
            json.field(name, value);
        }
    }

    private void plan(TrainingQuestion question, PlanReport report, Explain explain) {
        ParallelPlan plan = report.plan().plan();
        json.object()
                .object("parallelism")
                .field("tp", plan.tp())
                .field("sequenceParallel", plan.sequenceParallel())
                .field("cp", plan.cp())
                .field("pp", plan.pp())
                .field("vp", plan.vp())
                .field("ep", plan.ep())
                .field("etp", plan.etp())
                .field("dp", plan.dp())
                .field("microBatchSize", plan.microBatch())
                .field("zeroStage", plan.zeroStage())
                .field("shardGroup", plan.shardGroup())
                .field("recompute", plan.recompute().id())
                .field("schedule", plan.schedule().id())
                .field("microBatches", report.plan().microBatches())
                .end();
        json.field("stepSeconds", report.stepSeconds());
        RunReport run = report.run();
        estimate("days", run == null ? null : run.wallSeconds().times(1 / DAY_SECONDS));
        json.field("mfu", report.mfu());
        json.field("tokensPerSecondPerChip", report.tokensPerSecondPerChip());
        json.field("peakMemoryBytes", report.peakMemoryBytes());
        estimate("cost", run == null ? null : run.usd());
        estimate("energy", run == null ? null : run.joules());
        json.object("parts");
        for (Part part : Part.values()) {
            json.field(part.id(), report.plan().time().part(part));
        }
        json.end();
        json.field("anchorSeconds", report.stepSeconds().mid() - report.plan().seconds());
        memory(report.plan().memory());
        if (run != null) {
            run(run, explain);
        }
        if (explain == Explain.ALL || explain == Explain.MEMORY) {
            explanation(new Unfolding(new StepModel(question.job()), report.plan()), explain);
        }
        json.end();
    }

    private void run(RunReport run, Explain explain) {
        RunModel model = run.model();
        CheckpointPolicy policy = model.resilience().policy();
        json.object("run");
        json.field("wallSeconds", run.wallSeconds());
        json.field("goodput", run.goodput());
        json.field("meanSecondsBetweenInterruptions", run.meanSecondsBetweenInterruptions());
        json.field("interruptions", run.interruptions());
        json.field("checkpointIntervalSeconds", policy.intervalSeconds());
        json.array("checkpoints");
        List<CheckpointTier> tiers = model.resilience().tiers();
        for (int k = 0; k < tiers.size(); k++) {
            CheckpointTier tier = tiers.get(k);
            json.object()
                    .field("place", word(tier.place()))
                    .field("intervalSeconds", policy.intervalSeconds(k))
                    .field("failureShare", tier.share())
                    .field("stallSeconds", tier.stallSeconds())
                    .field("flushSeconds", tier.flushSeconds())
                    .field("restartSeconds", tier.restartSeconds())
                    .end();
        }
        json.end();
        json.object("lost");
        for (Loss loss : model.resilience().losses()) {
            json.field(loss.cause().id(), loss.share().value());
        }
        json.end();
        json.field("spareHosts", model.resilience().spareHosts().value());
        json.field("spareSystems", model.resilience().spareSystems().value());
        estimate("provisionedWatts", run.provisionedWatts());
        estimate("siteWatts", run.siteWatts());
        ClusterPower power = model.power();
        if (power != null) {
            json.array("power");
            for (PowerLevel level : power.levels()) {
                json.object()
                        .field("state", level.state().name().toLowerCase(Locale.ROOT))
                        .field("chipWatts", level.chip().value())
                        .field("systemWatts", level.system().value())
                        .field("rackWatts", level.rack().value())
                        .field("siteWatts", level.site().value())
                        .end();
            }
            json.end();
        }
        estimate("joules", run.joules());
        estimate("kgCo2e", run.kilogramsCo2());
        estimate("embodiedKgCo2e", run.embodiedKilograms());
        estimate("cubicMetresOfWater", run.cubicMetresOfWater());
        estimate("usd", run.usd());
        estimate("usdPerFlop", run.usdPerFlop());
        RunCost cost = model.cost();
        if (cost != null) {
            json.object("costParts");
            for (CostPart part : cost.parts()) {
                json.field(part.item().id(), part.usd().value());
            }
            json.end();
        }
        json.array("unused");
        for (String id : model.unused()) {
            json.value(id);
        }
        json.end();
        json.array("tornado");
        for (Tornado.Bar bar : model.tornado().bars()) {
            json.object()
                    .field("input", bar.input().id())
                    .field("atLow", bar.low())
                    .field("atHigh", bar.high())
                    .end();
        }
        json.end();
        if (explain == Explain.ALL || explain == Explain.RUN) {
            json.array("explain");
            for (Term term : model.terms()) {
                term(term);
            }
            json.end();
        }
        json.end();
    }

    private void explanation(Unfolding unfolding, Explain explain) {
        json.object("explain");
        if (explain == Explain.ALL) {
            json.field("stepTime");
            term(unfolding.stepTime());
        }
        json.field("memory");
        term(unfolding.memory());
        json.array("stages");
        for (MemoryUnfolding.Stage stage : unfolding.stages()) {
            json.object()
                    .field("first", stage.shape().first())
                    .field("count", stage.shape().count())
                    .field("layers", stage.shape().layers())
                    .field("inFlight", stage.inFlight());
            memory(stage.memory());
            json.end();
        }
        json.end();
        json.array("inputs");
        for (Term input : explain == Explain.ALL ? unfolding.inputs() : unfolding.memoryInputs()) {
            term(input);
        }
        json.end().end();
    }

    private void memory(StageMemory memory) {
        json.object("memory")
                .field("stage", memory.stage())
                .field("weights", memory.weights())
                .field("gathered", memory.gathered())
                .field("gradients", memory.gradients())
                .field("placeholders", memory.placeholders())
                .field("optimizer", memory.optimizer())
                .field("activations", memory.activations())
                .field("logits", memory.logits())
                .field("working", memory.working())
                .field("fragments", memory.fragments())
                .field("framework", memory.framework())
                .field("allocatedBytes", memory.allocatedBytes())
                .field("reservedBytes", memory.reservedBytes())
                .field("deviceBytes", memory.deviceBytes())
                .end();
    }

    private void term(Term term) {
        json.object()
                .field("name", term.name())
                .field("value", term.value())
                .field("unit", term.unit().symbol());
        if (!term.how().isEmpty()) {
            json.field("how", term.how());
        }
        Fact fact = term.fact();
        if (fact != null) {
            json.field("range", fact.value());
            json.field("sources", fact.sources());
            if (fact.asOf() != null) {
                json.field("asOf", fact.asOf());
            }
            json.field("provenance", fact.provenance().name().toLowerCase(Locale.ROOT));
            json.field("confidence", fact.confidence().name().toLowerCase(Locale.ROOT));
        }
        if (!term.inputs().isEmpty()) {
            json.array("inputs");
            for (Term input : term.inputs()) {
                term(input);
            }
            json.end();
        }
        json.end();
    }

    private void search(SearchResult search) {
        json.object("search")
                .field("plans", search.plans())
                .field("evaluated", search.timed())
                .field("bounded", search.bounded());
        json.object("excluded");
        for (Map.Entry<Constraint, Long> entry : search.excluded().entrySet()) {
            json.field(word(entry.getKey()), (long) entry.getValue());
        }
        json.end();
        json.field("proved", search.proved()).field("alike", search.alike()).end();
    }
}
