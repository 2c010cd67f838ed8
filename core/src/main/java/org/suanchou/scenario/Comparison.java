package org.suanchou.scenario;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.ComparisonAnswer.Against;
import org.suanchou.answer.ComparisonAnswer.Work;
import org.suanchou.answer.Difference;
import org.suanchou.answer.Factor;
import org.suanchou.answer.Obstacle;
import org.suanchou.cost.Accounting;
import org.suanchou.cost.Basis;
import org.suanchou.energy.ClusterPower;
import org.suanchou.formula.Formula;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.Counting;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.training.TrainingJob;
import org.suanchou.units.Unit;

/**
 * The same training on several systems, stacks and precisions: the best plan of each, what it does per chip, node, rack,
 * megawatt and dollar, and how each stands to the first that can do it.
 *
 * @param rows in the order of the question
 */
public record Comparison(List<Row> rows) {
    public Comparison {
        rows = List.copyOf(rows);
    }

    /** Whether any system can do it. */
    public boolean feasible() {
        return rows.stream().anyMatch(row -> row.work() != null);
    }

    /**
     * One system under one stack in one precision.
     *
     * @param question null where it can't even be asked
     * @param refusal why it can't; null where it can
     */
    public record Asked(
            String name,
            @Nullable TrainingQuestion question,
            @Nullable Obstacle refusal) {}

    /**
     * What became of it.
     *
     * @param report its full answer; null where it couldn't be asked
     * @param reason why it can't do the work; null where it can
     * @param work null where it can't
     * @param against null for the first row that can, and where this one can't
     */
    public record Row(
            String name,
            @Nullable TrainingReport report,
            @Nullable Obstacle reason,
            @Nullable Work work,
            @Nullable Against against) {}

    /**
     * Answers each question and puts the answers side by side; all are about one model and one number of tokens.
     *
     * @param done told how many are answered
     */
    public static Comparison of(List<Asked> all, Planner planner, int threads, LongConsumer done) {
        List<Row> rows = new ArrayList<>();
        TrainingReport first = null;
        for (Asked asked : all) {
            done.accept(rows.size());
            TrainingQuestion question = asked.question();
            TrainingReport report = question == null ? null : planner.answer(question);
            RunReport run = report == null || !report.feasible()
                    ? null
                    : report.plans().getFirst().run();
            if (report == null || run == null) {
                rows.add(new Row(asked.name(), report, report == null ? asked.refusal() : report.reason(), null, null));
                continue;
            }
            Against against = first == null ? null : against(report, first, threads);
            first = first == null ? report : first;
            rows.add(new Row(asked.name(), report, null, work(report, run), against));
        }
        return new Comparison(rows);
    }

    private static Work work(TrainingReport report, RunReport run) {
        TrainingQuestion question = report.question();
        Cluster cluster = question.job().cluster();
        Double tokens = question.tokens();
        double rate = (tokens == null ? Double.NaN : tokens) / run.wallSeconds().mid();
        Estimate watts = run.provisionedWatts();
        Estimate usd = run.usd();
        ClusterPower power = run.model().power();
        return new Work(
                rate / cluster.chips(),
                rate / cluster.chips() * cluster.system().chips(),
                power == null ? null : (Double) (rate / power.racks().value()),
                watts == null ? null : (Double) (rate / (watts.mid() / 1e6)),
                usd == null || tokens == null ? null : (Double) (tokens / usd.mid()),
                usd == null ? null : (Double) (usdPerChipSecond(cluster, run, usd.mid()) * 3600));
    }

    private static double usdPerChipSecond(Cluster cluster, RunReport run, double usd) {
        return usd / run.wallSeconds().mid() / cluster.chips();
    }

    private static Against against(TrainingReport report, TrainingReport first, int threads) {
        TrainingJob job = report.question().job();
        TrainingJob other = first.question().job();
        PlanReport plan = report.plans().getFirst();
        PlanReport otherPlan = first.plans().getFirst();
        RunReport run = run(plan);
        RunReport otherRun = run(otherPlan);
        Formula speed = over(otherRun.model().wallSeconds(), run.model().wallSeconds());
        Formula watts = either(run.model().siteCapacity(), otherRun.model().siteCapacity());
        // dollars that one pays for the hour don't compare with those that another pays for the chip
        boolean alike = basis(report) == basis(first);
        Formula usd = alike ? either(otherRun.model().usd(), run.model().usd()) : null;
        Formula chips = Formula.given(
                "chips",
                Unit.COUNT,
                (double) job.cluster().chips() / other.cluster().chips());
        List<Formula> ratios = new ArrayList<>(List.of(over(speed, chips)));
        if (watts != null) {
            ratios.add(over(speed, watts));
        }
        if (usd != null) {
            ratios.add(usd);
        }
        List<Estimate> drawn = run.model().intervals(ratios, threads);
        Estimate perChip = drawn.getFirst();
        Estimate perMegawatt = watts == null ? null : drawn.get(1);
        Estimate perDollar = usd == null ? null : drawn.getLast();
        Counting counting = job.cluster().chip().counting();
        Counting otherCounting = other.cluster().chip().counting();
        double ratio = perChip.mid();
        List<Difference> steps = new ArrayList<>(Decomposition.Between.steps(
                first.question(), otherPlan.plan(), report.question(), plan.plan(), threads));
        steps.add(new Difference(
                EnumSet.of(Factor.FAILURES),
                run.goodput().mid() / otherRun.goodput().mid()));
        Estimate cost = run.usd();
        Estimate otherCost = otherRun.usd();
        if (alike && cost != null && otherCost != null) {
            steps.add(new Difference(
                    EnumSet.of(Factor.PRICE),
                    usdPerChipSecond(other.cluster(), otherRun, otherCost.mid())
                            / usdPerChipSecond(job.cluster(), run, cost.mid())));
        }
        return new Against(
                first.question().job().cluster().system().id(),
                peak(job) / peak(other),
                perChip,
                ratio * counting.chipsPerPackage() / otherCounting.chipsPerPackage(),
                ratio * counting.chipsPerSuperchip() / otherCounting.chipsPerSuperchip(),
                ratio / counting.diesPerChip() * otherCounting.diesPerChip(),
                perMegawatt,
                perDollar,
                steps);
    }

    private static @Nullable Basis basis(TrainingReport report) {
        Terms terms = report.question().terms();
        Accounting accounting = terms == null ? null : terms.accounting();
        return accounting == null ? null : accounting.basis();
    }

    private static Formula over(Formula over, Formula under) {
        return Formula.quotient("ratio", Unit.COUNT, over, under);
    }

    /** Of runs of one length; null where one of them is unknown. */
    private static @Nullable Formula either(@Nullable Formula over, @Nullable Formula under) {
        return over == null || under == null ? null : over(over, under);
    }

    private static RunReport run(PlanReport plan) {
        RunReport run = plan.run();
        if (run == null) {
            throw new IllegalStateException("a plan without a run is compared");
        }
        return run;
    }

    private static double peak(TrainingJob job) {
        Fact peak = job.cluster().chip().peak(job.precision());
        return peak == null ? Double.NaN : peak.mid();
    }
}
