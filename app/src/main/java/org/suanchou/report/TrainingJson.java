package org.suanchou.report;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Asked;
import org.suanchou.answer.DefaultTaken;
import org.suanchou.answer.Explanation;
import org.suanchou.answer.Figure;
import org.suanchou.answer.Figures;
import org.suanchou.answer.Idle;
import org.suanchou.answer.Limits;
import org.suanchou.answer.Margins;
import org.suanchou.answer.Measure;
import org.suanchou.answer.Obstacle;
import org.suanchou.answer.PlanAnswer;
import org.suanchou.answer.RunAnswer;
import org.suanchou.answer.RunAnswer.RunExplanation;
import org.suanchou.answer.Searched;
import org.suanchou.answer.Supply;
import org.suanchou.answer.TrainingAnswer;
import org.suanchou.cost.Basis;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;
import org.suanchou.reliability.StandBy;
import org.suanchou.text.JsonWriter;
import org.suanchou.text.Refusals;
import org.suanchou.units.Unit;

/**
 * A training report as JSON: SI units, fractions from 0 to 1, uncertain quantities as {@code {low, mid, high}} (80 %).
 * {@code search.evaluated} counts plans that were timed, {@code search.bounded} those that a lower bound ruled out.
 */
public final class TrainingJson {
    private final JsonWriter json;
    private final ExplanationJson terms;

    public TrainingJson(JsonWriter json) {
        this.json = json;
        this.terms = new ExplanationJson(json);
    }

    public void write(TrainingAnswer answer) {
        json.object();
        asked(answer.asked());
        json.field("status", answer.feasible() ? "feasible" : "infeasible");
        Obstacle reason = answer.reason();
        if (reason != null) {
            reason(json, reason.refusal());
        }
        Integer wayOut = answer.wayOut();
        if (wayOut != null) {
            json.field("chipsThatWouldDo", wayOut);
        }
        Idle idle = answer.idle();
        if (idle != null) {
            json.object("idle").field("chips", idle.chips()).field("busyChips", idle.busy());
            json.optional("slower", idle.slower());
            json.end();
        }
        Margins margins = answer.margins();
        if (margins != null) {
            json.object("margins")
                    .field("seconds", margins.seconds())
                    .field("usd", margins.usd())
                    .field("joules", margins.joules())
                    .field("kgCo2e", margins.kilogramsCo2())
                    .end();
        }
        json.array("plans");
        answer.plans().forEach(this::plan);
        json.end();
        Explanation explained = answer.explained();
        if (explained != null) {
            terms.explanation(explained);
        }
        Searched search = answer.search();
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

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private void asked(Asked asked) {
        Asked.Hardware hardware = asked.hardware();
        Asked.Work work = asked.work();
        json.object("question")
                .field("model", asked.model().id())
                .field("parameters", asked.model().parameters())
                .field("system", hardware.system())
                .field("chip", hardware.chip())
                .field("chips", hardware.chips())
                .field("stack", work.stack())
                .field("precision", work.precision().id())
                .field("tuning", word(work.tuning()))
                .field("sequenceLength", work.sequence())
                .field("globalBatchSize", work.globalBatch());
        if (asked.supply() instanceof Supply.TakenFrom(int chips, StandBy standBy)) {
            json.object("supply")
                    .field("chips", chips)
                    .field("spareHosts", standBy.hosts())
                    .end();
        }
        json.optional("tokens", work.tokens());
        limits(asked.limits());
        Basis basis = asked.basis();
        json.field("basis", basis == null ? "" : basis.id());
        if (asked.money() != null) {
            json.object("assumed");
            asked.assumed().forEach((id, value) -> json.field(id, value));
            json.end();
        }
        json.field("objective", asked.objective().id());
        json.field("efficiencyInherited", asked.efficiencyInherited());
        json.array("defaults");
        for (DefaultTaken taken : asked.defaults()) {
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
        json.optional("days", seconds == null ? null : (Double) (seconds / Unit.DAYS.factor()));
        json.optional("budgetUsd", limits.usd());
        json.optional("siteWatts", limits.siteWatts());
        json.optional("joules", limits.joules());
        json.optional("kgCo2e", limits.kilogramsCo2());
    }

    private void plan(PlanAnswer answer) {
        ParallelPlan plan = answer.plan();
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
                .field("microBatches", answer.microBatches())
                .end();
        Figures step = answer.figures();
        RunAnswer run = answer.run();
        Figures whole = run == null ? null : run.figures();
        figure(Measure.STEP_SECONDS, step);
        json.optional(
                "days", whole == null ? null : whole.get(Measure.WALL_SECONDS).times(1 / Unit.DAYS.factor()));
        figure(Measure.MFU, step);
        figure(Measure.TOKENS_PER_SECOND_PER_CHIP, step);
        json.field(
                Measure.PEAK_MEMORY_BYTES.id(),
                step.get(Measure.PEAK_MEMORY_BYTES).mid());
        json.optional("cost", whole == null ? null : whole.find(Measure.USD));
        json.optional("energy", whole == null ? null : whole.find(Measure.JOULES));
        json.object("parts");
        answer.parts().forEach((part, seconds) -> json.field(part.id(), (double) seconds));
        json.end();
        json.field("anchorSeconds", step.get(Measure.STEP_SECONDS).mid() - answer.timedSeconds());
        terms.memory(answer.memory());
        if (run != null) {
            run(run);
        }
        json.array("figures");
        figures(step);
        if (whole != null) {
            figures(whole);
        }
        json.end();
        Explanation explained = answer.explained();
        if (explained != null) {
            terms.explanation(explained);
        }
        json.end();
    }

    /** Every figure in one form: what is measured, in SI, and what it rests on. */
    private void figures(Figures figures) {
        for (Figure figure : figures.all()) {
            json.object()
                    .field("id", figure.measure().id())
                    .field("unit", figure.measure().unit().symbol())
                    .field("low", figure.value().low())
                    .field("mid", figure.value().mid())
                    .field("high", figure.value().high())
                    .field("sources", figure.sources())
                    .end();
        }
    }

    private void figure(Measure measure, Figures figures) {
        json.optional(measure.id(), figures.find(measure));
    }

    private void run(RunAnswer run) {
        RunAnswer.Failures failures = run.failures();
        Figures figures = run.figures();
        json.object("run");
        figure(Measure.WALL_SECONDS, figures);
        figure(Measure.GOODPUT, figures);
        json.field("meanSecondsBetweenInterruptions", failures.meanSecondsBetweenInterruptions());
        json.field("interruptions", failures.interruptions());
        json.field("checkpointIntervalSeconds", failures.checkpointIntervalSeconds());
        checkpoints(failures);
        json.field("spareHosts", failures.spareHosts());
        json.field("spareSystems", failures.spareSystems());
        figure(Measure.PROVISIONED_WATTS, figures);
        figure(Measure.SITE_WATTS, figures);
        power(run);
        figure(Measure.JOULES, figures);
        figure(Measure.KILOGRAMS_CO2, figures);
        figure(Measure.EMBODIED_KILOGRAMS_CO2, figures);
        figure(Measure.CUBIC_METRES_OF_WATER, figures);
        figure(Measure.USD, figures);
        figure(Measure.USD_PER_FLOP, figures);
        if (!run.costs().isEmpty()) {
            json.object("costParts");
            run.costs().forEach(part -> json.field(part.item().id(), part.usd()));
            json.end();
        }
        json.array("unused");
        run.unused().forEach(json::value);
        json.end();
        json.array("tornado");
        for (RunAnswer.Driver driver : run.drivers()) {
            json.object()
                    .field("input", driver.input())
                    .field("atLow", driver.atLow())
                    .field("atHigh", driver.atHigh())
                    .end();
        }
        json.end();
        RunExplanation explained = run.explained();
        if (explained != null) {
            json.array("explain");
            explained.terms().forEach(terms::term);
            json.end();
            simulated(explained.simulated());
        }
        json.end();
    }

    private void checkpoints(RunAnswer.Failures failures) {
        json.array("checkpoints");
        for (RunAnswer.Checkpoints kept : failures.checkpoints()) {
            json.object()
                    .field("place", word(kept.tier().place()))
                    .field("intervalSeconds", kept.intervalSeconds())
                    .field("failureShare", kept.tier().share())
                    .field("stallSeconds", kept.tier().stallSeconds())
                    .field("flushSeconds", kept.tier().flushSeconds())
                    .field("restartSeconds", kept.tier().restartSeconds())
                    .end();
        }
        json.end();
        json.object("lost");
        failures.lost().forEach(lost -> json.field(lost.cause().id(), lost.share()));
        json.end();
    }

    private void power(RunAnswer run) {
        if (!run.power().isEmpty()) {
            json.array("power");
            for (RunAnswer.PowerDraw draw : run.power()) {
                json.object()
                        .field("state", word(draw.state()))
                        .field("chipWatts", draw.chip())
                        .field("systemWatts", draw.system())
                        .field("rackWatts", draw.rack())
                        .field("siteWatts", draw.site())
                        .end();
            }
            json.end();
        }
    }

    /** The same job, event by event. */
    private void simulated(RunAnswer.@Nullable Simulated job) {
        if (job != null) {
            json.object("simulated").field("interruptions", job.interruptions());
            json.field("goodput", job.goodput());
            json.field("waiting", job.waiting()).end();
        }
    }

    private void search(Searched search) {
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
