package org.suanchou.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.suanchou.calibration.Parameter;
import org.suanchou.evidence.Measurement;
import org.suanchou.evidence.Prediction;
import org.suanchou.evidence.Score;
import org.suanchou.layer.Part;
import org.suanchou.rows.RowReader;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.training.StepModel;
import org.suanchou.training.StepTime;
import org.suanchou.training.TrainingJob;
import org.suanchou.workload.ModelFlops;

/**
 * How well the model predicts the complete rows of a file, and what it owes to each of its ingredients.
 *
 * @param steps step times of quality A, as each view predicts them
 * @param memory peak memory of the same rows; no constant of it is fitted to runs
 * @param constantMfu step times from one share of the peak for each chip and precision: the median of what the same rows
 *     reach, so in-sample; without intervals
 * @param ablations in-sample, what is fitted to runs fitted again; the first is the whole model
 * @param worst largest errors with the programme left out
 * @param moved in the order of the parameters
 */
public record Scorecard(
        Map<View, List<Score.Pair>> steps,
        List<Score.Pair> memory,
        List<Score.Pair> constantMfu,
        List<Ablated> ablations,
        List<Worst> worst,
        List<Moved> moved) {
    private static final String QUALITY = "A";
    private static final String MEMORY = "peak_memory_gib";
    private static final int WORST = 15;
    private static final double MOVE = 1.1;
    private static final double NOTICED = 1e-3;

    /** What a prediction's constants had seen of its row. */
    public enum View {
        /** Nothing of its programme: the headline. */
        PROGRAMME,
        /** Nothing of its family. */
        FAMILY,
        /** No run on its chip. */
        CHIP,
        /** Nothing of its programme, and then the step time of the first run of its group, which is not scored. */
        ANCHORED,
        /** All rows. */
        IN_SAMPLE
    }

    /** The model without an ingredient. */
    public record Ablated(String id, List<Score.Pair> steps) {}

    /**
     * A row with a large error.
     *
     * @param largest the part of the predicted step that takes the most time
     * @param share of it in the step
     */
    public record Worst(Score.Pair pair, Part largest, double share) {}

    /** Rows, and their programmes, whose step time changes by more than 0.1 % when the parameter grows by a tenth. */
    public record Moved(String parameter, int rows, int programmes) {}

    public static Scorecard of(Validation rows) {
        Map<View, List<Score.Pair>> steps = new EnumMap<>(View.class);
        List<Score.Pair> leftOut = rows.leavingOut(Validation.Held.PROGRAMME, false);
        steps.put(View.PROGRAMME, complete(leftOut, Refit.METRIC));
        steps.put(View.FAMILY, complete(rows.leavingOut(Validation.Held.FAMILY, false), Refit.METRIC));
        steps.put(View.CHIP, complete(rows.leavingOut(Validation.Held.CHIP, false), Refit.METRIC));
        steps.put(View.ANCHORED, complete(rows.leavingOut(Validation.Held.PROGRAMME, true), Refit.METRIC));
        steps.put(View.IN_SAMPLE, complete(rows.run(), Refit.METRIC));
        List<Validation.Case> usable = Refit.usable(rows.cases());
        return new Scorecard(
                steps,
                complete(leftOut, MEMORY),
                constantMfu(usable),
                ablations(rows, usable),
                worst(rows, Objects.requireNonNull(steps.get(View.PROGRAMME))),
                moved(rows, usable));
    }

    /** Step times as a view predicts them. */
    public List<Score.Pair> steps(View view) {
        return steps.getOrDefault(view, List.of());
    }

    private static List<Score.Pair> complete(List<Score.Pair> pairs, String metric) {
        return pairs.stream()
                .filter(p -> p.measured().metric().equals(metric))
                .filter(p -> p.measured().quality().equals(QUALITY))
                .toList();
    }

    private static List<Score.Pair> constantMfu(List<Validation.Case> cases) {
        Map<String, List<Double>> reached = new LinkedHashMap<>();
        for (Validation.Case one : cases) {
            reached.computeIfAbsent(cell(one.measured()), k -> new ArrayList<>())
                    .add(secondsAtPeak(one) / measured(one));
        }
        Map<String, Double> mfu = new LinkedHashMap<>();
        reached.forEach((cell, all) -> mfu.put(
                cell,
                Score.quantile(all.stream().mapToDouble(Double::doubleValue).toArray(), 0.5)));
        return cases.stream()
                .map(one -> new Score.Pair(
                        one.measured(),
                        exactly(
                                one.measured(),
                                secondsAtPeak(one) / Objects.requireNonNull(mfu.get(cell(one.measured()))))))
                .toList();
    }

    private static String cell(Measurement measured) {
        return measured.chip() + " " + measured.precision();
    }

    private static double measured(Validation.Case one) {
        return Objects.requireNonNull(one.measured().value());
    }

    private static RowReader.Run run(Validation.Case one) {
        return Objects.requireNonNull(one.run());
    }

    /** What the mathematics of a step takes at the dense peak of its precision; {@link ModelFlops} counts it. */
    private static double secondsAtPeak(Validation.Case one) {
        TrainingJob job = run(one).job();
        Fact peak = Objects.requireNonNull(job.cluster().chip().peak(job.precision()));
        return ModelFlops.perTrainedToken(
                        job.model(),
                        job.sequence(),
                        job.contextShare(),
                        job.tuning().frozen())
                * job.tokensPerStep()
                / (peak.mid() * job.cluster().chips());
    }

    private static Prediction exactly(Measurement measured, double seconds) {
        return new Prediction.Value(measured.id(), measured.metric(), Estimate.exactly(seconds));
    }

    private static List<Ablated> ablations(Validation rows, List<Validation.Case> usable) {
        List<Ablation> all = new ArrayList<>(List.of(Ablation.NONE));
        all.addAll(Ablation.EACH);
        return all.parallelStream()
                .map(ablation -> new Ablated(ablation.id(), refitted(rows, usable, ablation)))
                .toList();
    }

    private static List<Score.Pair> refitted(Validation rows, List<Validation.Case> usable, Ablation ablation) {
        double[] errors = new Refit(rows.stacks(), ablation).errors(usable);
        return IntStream.range(0, errors.length)
                .mapToObj(i -> new Score.Pair(
                        usable.get(i).measured(),
                        exactly(usable.get(i).measured(), measured(usable.get(i)) * Math.exp(errors[i]))))
                .toList();
    }

    private static List<Worst> worst(Validation rows, List<Score.Pair> leftOut) {
        Map<String, RowReader.Run> runs = new LinkedHashMap<>();
        for (Validation.Case one : Refit.usable(rows.refitted(Validation.Held.PROGRAMME))) {
            runs.put(one.measured().id(), run(one));
        }
        return leftOut.stream()
                .filter(p -> p.error() != null)
                .sorted(Comparator.comparingDouble(p -> -Math.abs(Objects.requireNonNull(p.error()))))
                .limit(WORST)
                .map(pair -> {
                    StepTime time =
                            time(Objects.requireNonNull(runs.get(pair.measured().id())));
                    Part largest = Arrays.stream(Part.values())
                            .max(Comparator.comparingDouble(time::part))
                            .orElseThrow();
                    return new Worst(pair, largest, time.part(largest) / time.seconds());
                })
                .toList();
    }

    private static StepTime time(RowReader.Run run) {
        return Validation.timed(run, new StepModel(run.job())).time();
    }

    private static List<Moved> moved(Validation rows, List<Validation.Case> usable) {
        List<Parameter> parameters = rows.stacks().parameters().priors();
        double[] values = rows.stacks().parameters().values();
        double[] before = Refit.logErrors(usable, rows.stacks().with(values), Ablation.NONE);
        List<Moved> moved = new ArrayList<>();
        for (int j = 0; j < values.length; j++) {
            double[] other = values.clone();
            other[j] *= MOVE;
            if (parameters.get(j).share()) {
                other[j] = Math.min(1, other[j]);
            }
            double[] after = Refit.logErrors(usable, rows.stacks().with(other), Ablation.NONE);
            int count = 0;
            Set<String> programmes = new HashSet<>();
            for (int i = 0; i < after.length; i++) {
                if (Math.abs(Math.expm1(after[i] - before[i])) > NOTICED) {
                    count++;
                    programmes.add(usable.get(i).measured().programme());
                }
            }
            moved.add(new Moved(parameters.get(j).id(), count, programmes.size()));
        }
        return moved;
    }
}
