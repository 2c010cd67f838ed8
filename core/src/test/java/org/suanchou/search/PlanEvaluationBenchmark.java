package org.suanchou.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticModels;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.hardware.Cluster;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.Recompute;
import org.suanchou.parallel.StageLayout;
import org.suanchou.refusal.Constraint;
import org.suanchou.stack.RunOptions;
import org.suanchou.training.Evaluation;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;
import org.suanchou.training.Tuning;
import org.suanchou.workload.Sharding;

/**
 * Plans evaluated by one core in a second.
 *
 * <p>{@link #evaluate} times plans of a 70B decoder on 1,024 chips whose layer costs are at hand, as inside the search:
 * all of them fit the memory, so all are timed, and their chunks are equal, as in the search. {@link #search} is a whole search of a 405B decoder on 1,024 chips on
 * one thread: {@code evaluated} counts plans timed or excluded by memory, {@code decided} all plans of the space.
 */
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
public class PlanEvaluationBenchmark {
    /** Plans that fit, of many degrees. */
    @State(Scope.Benchmark)
    public static class Plans {
        StepModel model = new StepModel(job(SyntheticModels.llama70b(), 1024));
        ParallelPlan[] plans = {};
        StepModel.Costs[] costs = {};
        StageLayout[] layouts = {};
        int next;

        @Setup
        public void collect() {
            List<ParallelPlan> valid = new ArrayList<>();
            for (int tp : new int[] {1, 2, 4, 8}) {
                for (int pp : new int[] {1, 2, 4, 8, 16}) {
                    for (int cp : new int[] {1, 2}) {
                        for (int vp : new int[] {1, 2, 4}) {
                            if (!StageLayout.even(80, pp * vp, 0)) {
                                continue;
                            }
                            for (int zero = 0; zero < 4; zero++) {
                                for (Recompute recompute : List.of(Recompute.NONE, Recompute.FULL)) {
                                    int dp = 1024 / (tp * pp * cp);
                                    ParallelPlan plan = new ParallelPlan(
                                            tp, tp > 1, cp, pp, vp, 1, 1, dp, 1, zero, dp * cp, recompute);
                                    if (model.evaluate(plan) instanceof Evaluation.Feasible) {
                                        valid.add(plan);
                                    }
                                }
                            }
                        }
                    }
                }
            }
            // a prime stride mixes neighbours, so that branches are not learned from the order
            int n = valid.size();
            plans = new ParallelPlan[n];
            for (int i = 0; i < n; i++) {
                plans[i] = valid.get((int) (i * 7919L % n));
            }
            costs = new StepModel.Costs[n];
            layouts = new StageLayout[n];
            Map<Sharding, Map<Recompute, StepModel.Costs>> known = new HashMap<>();
            for (int i = 0; i < n; i++) {
                Sharding cut = model.cut(plans[i]);
                costs[i] = known.computeIfAbsent(cut, c -> new HashMap<>())
                        .computeIfAbsent(plans[i].recompute(), r -> model.costs(cut, r));
                layouts[i] = model.layout(plans[i].pp(), plans[i].vp());
            }
        }
    }

    /** What one thread decided. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Decided {
        public long evaluated;
        public long decided;
    }

    /** The spaces to search. */
    @State(Scope.Benchmark)
    public static class Searches {
        StepModel dense = new StepModel(job(SyntheticModels.llama405b(), 1024));
    }

    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public Evaluation evaluate(Plans state) {
        int i = state.next;
        state.next = i + 1 == state.plans.length ? 0 : i + 1;
        return state.model.evaluate(state.plans[i], state.costs[i], state.layouts[i]);
    }

    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public SearchResult search(Searches state, Decided count) {
        SearchResult result = new PlanSearch(state.dense, Axes.FREE, 10).run(1, share -> {});
        long memory = result.excluded().getOrDefault(Constraint.MEMORY, 0L);
        count.evaluated += result.timed() + memory;
        count.decided += result.plans();
        return result;
    }

    private static TrainingJob job(Transformer model, int chips) {
        return new TrainingJob(
                model,
                new Cluster(SyntheticHardware.h100Node(), chips),
                SyntheticStacks.overlapping(),
                SyntheticStacks.h100Kernels(),
                Precision.BF16,
                8192,
                1024,
                Tuning.PRETRAIN,
                RunOptions.DEFAULT);
    }
}
