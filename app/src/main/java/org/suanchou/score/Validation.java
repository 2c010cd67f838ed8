package org.suanchou.score;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.suanchou.catalog.Catalog;
import org.suanchou.catalog.Stacks;
import org.suanchou.catalog.UnknownName;
import org.suanchou.evidence.Measurement;
import org.suanchou.evidence.Prediction;
import org.suanchou.evidence.Score;
import org.suanchou.kernel.KernelModel;
import org.suanchou.memory.StageMemory;
import org.suanchou.parallel.Recompute;
import org.suanchou.refusal.Refusal;
import org.suanchou.rows.RowReader;
import org.suanchou.rows.RowSchema;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.training.Evaluation;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.InputRefusal;
import org.suanchou.tree.Tree;
import org.suanchou.tree.TreeReader;
import org.suanchou.uncertainty.Anchor;
import org.suanchou.uncertainty.Uncertainty;
import org.suanchou.workload.ModelFlops;

/**
 * The runs of a file of the evidence schema, and what the model says of them. What a run measured is never read before it
 * is scored, but by a fit that is handed the run.
 */
public final class Validation {
    private static final double GIB = 1L << 30;
    /** Standard deviations of logarithms of peaks, of sources left out. */
    private static final double BESIDE_LIVE = 0.15;

    private static final double UNTUNED_MEMORY = 0.25;

    /** One metric of a row, and the run it belongs to, or why there is none. */
    public record Case(
            Measurement measured,
            RowReader.@Nullable Run run,
            @Nullable String refused) {}

    private final Stacks stacks;
    private final List<Case> cases = new ArrayList<>();
    private final List<BadInput> malformed = new ArrayList<>();
    private int serving;
    private final Map<Held, List<Case>> refitted = new EnumMap<>(Held.class);

    /**
     * Reads all rows in their order; one that is written twice counts once.
     *
     * <p>A row that is not of the schema's form is kept as one that is refused, with its field's path.
     *
     * @throws BadInput where the file is no JSON lines, or a row has no id
     */
    public Validation(Catalog catalog, Path rows) {
        this.stacks = new Stacks(catalog);
        RowReader reader = new RowReader(catalog);
        Set<String> seen = new HashSet<>();
        TreeReader.jsonLines(rows, row -> {
            String id = row.require("id").text();
            RowReader.Run run = null;
            String refused = null;
            try {
                run = reader.read(row);
            } catch (UnknownName e) {
                // the row is as it should be; it is the catalogue that lacks something
                refused = said(e);
            } catch (BadInput e) {
                malformed.add(e);
                refused = said(e);
            } catch (RowReader.Unsupported | KernelModel.UnsupportedPrecision | IllegalArgumentException e) {
                serving += RowSchema.isServing(row) ? 1 : 0;
                refused = String.valueOf(e.getMessage());
            }
            for (String metric : metrics(row)) {
                if (seen.add(id + " " + metric)) {
                    cases.add(new Case(measurement(row, id, metric, run), run, refused));
                }
            }
        });
    }

    private static String said(BadInput e) {
        String message = String.valueOf(e.getMessage());
        return message.contains(e.path()) ? message : e.path() + ": " + message;
    }

    /** What is wrong with the rows whose form is not the schema's, in their order; they are refused, the others are not. */
    public List<BadInput> malformed() {
        return List.copyOf(malformed);
    }

    /** Rows that measure serving, which no model here predicts. */
    public int serving() {
        return serving;
    }

    /**
     * This, for uses that need all rows.
     *
     * @throws BadInput where a row has not the schema's form
     */
    public Validation wellFormed() {
        if (!malformed.isEmpty()) {
            throw malformed.getFirst();
        }
        return this;
    }

    public Stacks stacks() {
        return stacks;
    }

    public List<Case> cases() {
        return List.copyOf(cases);
    }

    /** All rows in their order, one pair for each scored metric, under the constants of the catalogue. */
    public List<Score.Pair> run() {
        List<Score.Pair> pairs = new ArrayList<>();
        for (Case one : cases) {
            pairs.add(new Score.Pair(one.measured(), predict(one, List.of())));
        }
        return pairs;
    }

    /** What is left out together. */
    public enum Held {
        PROGRAMME,
        FAMILY,
        CHIP;

        String of(Measurement measured) {
            return switch (this) {
                case PROGRAMME -> measured.programme();
                case FAMILY -> measured.family();
                case CHIP -> measured.chip();
            };
        }
    }

    /**
     * All rows, each under constants that were fitted without it and without the others of its programme, family or chip.
     *
     * @param anchored true to tell each prediction the step time of its group's first run, which is then not scored
     */
    public List<Score.Pair> leavingOut(Held held, boolean anchored) {
        Map<String, Anchor.Run> anchors = new HashMap<>();
        List<Score.Pair> pairs = new ArrayList<>();
        for (Case refitted : refitted(held)) {
            Measurement measured = refitted.measured();
            if (anchored && measured.metric().equals(Refit.METRIC)) {
                Anchor.Run known = anchors.get(measured.group());
                if (known == null) {
                    Anchor.Run told = told(refitted);
                    if (told != null) {
                        anchors.put(measured.group(), told);
                        continue;
                    }
                } else {
                    pairs.add(new Score.Pair(measured, predict(refitted, List.of(known))));
                    continue;
                }
            }
            pairs.add(new Score.Pair(measured, predict(refitted, List.of())));
        }
        return pairs;
    }

    /** All rows, each with its run under constants that were fitted without what it is held out with; fitted once. */
    synchronized List<Case> refitted(Held held) {
        return refitted.computeIfAbsent(held, h -> {
            Map<String, UnaryOperator<RowReader.Run>> again = new HashMap<>();
            Refit.leavingOut(stacks, cases, h::of).forEach((key, fit) -> again.put(key, Refit.again(fit)));
            List<Case> all = new ArrayList<>();
            for (Case one : cases) {
                RowReader.Run run = one.run();
                UnaryOperator<RowReader.Run> under = again.get(h.of(one.measured()));
                all.add(run == null || under == null ? one : new Case(one.measured(), under.apply(run), one.refused()));
            }
            return List.copyOf(all);
        });
    }

    /**
     * The runs of the file whose step time was measured, for answers to be anchored on.
     *
     * @throws BadInput where there is none, one is faster than its chips' peak, or a row is not of the schema's form
     */
    public List<Anchor.Run> anchors() {
        wellFormed();
        List<Anchor.Run> runs = new ArrayList<>();
        String refused = null;
        for (Case one : cases) {
            if (one.measured().metric().equals(Refit.METRIC)) {
                Anchor.Run told = told(one);
                if (told != null) {
                    belowPeak(one);
                    runs.add(told);
                } else if (refused == null) {
                    refused = one.refused();
                }
            }
        }
        if (runs.isEmpty()) {
            throw new BadInput(
                    "--anchor",
                    Refusal.of(
                            ScoreRefusal.NO_RUN_TO_GO_BY,
                            refused == null
                                    ? Refusal.of(ScoreRefusal.NO_STEP_TIME)
                                    : Refusal.of(InputRefusal.IN_WORDS, refused)));
        }
        return runs;
    }

    private static void belowPeak(Case one) {
        RowReader.Run run = one.run();
        Double seconds = one.measured().value();
        if (run == null || seconds == null) {
            return;
        }
        TrainingJob job = run.job();
        Fact peak = job.cluster().chip().peak(job.precision());
        double flops = ModelFlops.perTrainedToken(
                        job.model(),
                        job.sequence(),
                        job.contextShare(),
                        job.tuning().frozen())
                * job.tokensPerStep();
        double most = peak == null
                ? Double.POSITIVE_INFINITY
                : peak.value().high() * job.cluster().chips();
        if (flops / seconds > most) {
            throw new BadInput(
                    "--anchor",
                    Refusal.of(
                            ScoreRefusal.ABOVE_PEAK, one.measured().id(), seconds, Math.round(flops / seconds / most)));
        }
    }

    private static Anchor.@Nullable Run told(Case one) {
        Double value = one.measured().value();
        RowReader.Run run = one.run();
        if (value == null || run == null || !(predict(one, List.of()) instanceof Prediction.Value predicted)) {
            return null;
        }
        return new Anchor.Run(
                Uncertainty.factors(run.job(), one.measured().id()),
                Math.log(predicted.estimate().mid() / value));
    }

    private static List<String> metrics(Tree row) {
        Tree score = row.get("score");
        if (score == null) {
            String named = label(row, "kind", "");
            return List.of(
                    named.equals("oom")
                            ? "fits_in_memory"
                            : named.equals("memory") ? "peak_memory_gib" : "step_time_s");
        }
        List<String> metrics = new ArrayList<>();
        for (Tree metric : score.isList() ? score.items() : List.<Tree>of()) {
            if (metric.isText()) {
                metrics.add(metric.text());
            }
        }
        // a row that is refused is refused by name, whatever its score was meant to be
        return metrics.isEmpty() && !(score.isList() && score.items().isEmpty()) ? List.of("step_time_s") : metrics;
    }

    private static Measurement measurement(Tree row, String id, String metric, RowReader.@Nullable Run run) {
        Tree hardware = map(row, "hardware");
        Tree measured = map(row, "measured");
        Tree value = measured == null ? null : measured.get(metric);
        Tree model = map(row, "model");
        Tree architecture = model == null ? null : map(model, "architecture");
        return new Measurement(
                id,
                metric,
                label(row, "family", "?"),
                programme(row),
                label(row, "group", label(row, "family", "?")),
                hardware == null ? "?" : label(hardware, "chip", "?"),
                label(row, "precision", "?"),
                label(row, "quality", "?"),
                run != null ? run.job().model().hasExperts() : architecture != null && architecture.has("moe"),
                value == null ? null : value(value));
    }

    private static @Nullable Double value(Tree measured) {
        if (measured.isBool()) {
            return measured.bool() ? 1.0 : 0.0;
        }
        return measured.isNumber() && measured.doubleValue() > 0 ? (Double) measured.doubleValue() : null;
    }

    // a row of the wrong form is refused by its reader, with the reason: here it only needs a place in the tables
    private static @Nullable Tree map(Tree row, String field) {
        Tree found = row.get(field);
        return found == null || !found.isMap() ? null : found;
    }

    private static String label(Tree row, String field, String otherwise) {
        Tree found = row.get(field);
        return found == null || found.isMap() || found.isList() ? otherwise : found.label();
    }

    private static String programme(Tree row) {
        Tree framework = map(row, "framework");
        String name = framework == null ? "" : label(framework, "name", "");
        return label(row, "family", "?") + "/" + name.strip().split("[\\s(,]", 2)[0];
    }

    private static Prediction predict(Case one, List<Anchor.Run> anchors) {
        String id = one.measured().id();
        String metric = one.measured().metric();
        if (one.run() == null) {
            return new Prediction.Refusal(id, metric, false, String.valueOf(one.refused()));
        }
        try {
            return predict(one.run(), id, metric, anchors);
        } catch (KernelModel.UnsupportedPrecision | IllegalArgumentException e) {
            return new Prediction.Refusal(id, metric, false, String.valueOf(e.getMessage()));
        }
    }

    private static Prediction predict(RowReader.Run run, String id, String metric, List<Anchor.Run> anchors) {
        StepModel model = new StepModel(run.job());
        if (!model.network().joins(run.job().cluster().chips(), 1)) {
            return new Prediction.Refusal(
                    id,
                    metric,
                    true,
                    "nothing joins " + run.job().cluster().chips() + " chips of "
                            + run.job().cluster().system().name());
        }
        double capacity = run.job().cluster().chip().memoryBytes().mid();
        Evaluation.Feasible timed = timed(run, model);
        StageMemory memory = timed.memory();
        Anchor anchor = Anchor.of(Uncertainty.factors(run.job(), id), anchors);
        double seconds = anchor.corrected(timed.seconds());
        double sigma = anchor.logSigma();
        double memorySigma = memorySigma(run);
        return switch (metric) {
            case "step_time_s" -> value(id, metric, seconds, sigma);
            case "tokens_per_s_per_chip" ->
                value(
                        id,
                        metric,
                        run.job().tokensPerStep()
                                / seconds
                                / run.job().cluster().chips(),
                        sigma);
            case "peak_memory_gib" -> value(id, metric, run.counted().bytes(memory) / GIB, memorySigma);
            case "memory_activations_gib" ->
                value(id, metric, (memory.activations() + memory.logits()) / GIB, memorySigma);
            case "memory_parameters_and_optimizer_gib" ->
                value(
                        id,
                        metric,
                        (memory.weights() + memory.gathered() + memory.gradients() + memory.optimizer()) / GIB,
                        memorySigma);
            case "fits_in_memory" -> new Prediction.Truth(id, metric, memory.deviceBytes() <= capacity);
            default -> new Prediction.Refusal(id, metric, false, "no model of " + metric);
        };
    }

    /** What an allocator or a board's tool counts beside live tensors, and what an untuned framework keeps, are known less. */
    private static double memorySigma(RowReader.Run run) {
        double live = run.job().kernels().memorySigma();
        double beside = run.counted() == RowReader.PeakMemory.ALLOCATED ? 0 : BESIDE_LIVE;
        return Math.hypot(Math.hypot(live, beside), run.job().stack().tuned() ? 0 : UNTUNED_MEMORY);
    }

    /** The run's plan; an unpublished recompute policy is taken to be the lightest that fits. */
    static Evaluation.Feasible timed(RowReader.Run run, StepModel model) {
        Evaluation.Feasible timed = model.timedRegardless(run.plan());
        if (!run.recomputeKnown()) {
            double capacity = run.job().cluster().chip().memoryBytes().mid();
            for (Recompute heavier : List.of(Recompute.SELECTIVE, Recompute.FULL)) {
                if (timed.memory().deviceBytes() > capacity) {
                    timed = model.timedRegardless(run.plan().withRecompute(heavier));
                }
            }
        }
        return timed;
    }

    private static Prediction value(String id, String metric, double mid, double sigma) {
        Estimate estimate = Uncertainty.interval(mid, sigma);
        return new Prediction.Value(id, metric, estimate);
    }

    /** Scores by a key, for one metric; groups in the order of their first row. */
    public static Map<String, Score> by(
            List<Score.Pair> pairs, java.util.function.Function<Measurement, @Nullable String> key) {
        Map<String, List<Score.Pair>> cut = new LinkedHashMap<>();
        for (Score.Pair pair : pairs) {
            String name = key.apply(pair.measured());
            if (name != null) {
                cut.computeIfAbsent(name, k -> new ArrayList<>()).add(pair);
            }
        }
        Map<String, Score> scores = new LinkedHashMap<>();
        cut.forEach((name, list) -> scores.put(name, Score.of(list)));
        return scores;
    }
}
