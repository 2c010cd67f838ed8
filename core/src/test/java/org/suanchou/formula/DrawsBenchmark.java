package org.suanchou.formula;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.suanchou.source.Confidence;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.source.Provenance;
import org.suanchou.units.Unit;

/** Ten thousand draws of ten figures that rest on sixty inputs, as those of a run do, on one thread. */
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class DrawsBenchmark {
    @State(Scope.Benchmark)
    public static class Run {
        final Sheet sheet = sheet();

        private static Sheet sheet() {
            List<Formula> inputs = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Fact fact = new Fact(
                        new Estimate(0.8 + i, 1.0 + i, 1.3 + i),
                        List.of(),
                        Provenance.USER,
                        Confidence.HIGH,
                        null,
                        null);
                inputs.add(Formula.Input.positive("input " + i, Unit.COUNT, fact));
            }
            List<Formula> figures = new ArrayList<>();
            for (int f = 0; f < 10; f++) {
                Formula sum = Formula.sum("sum", Unit.COUNT, inputs.subList(6 * f, 6 * f + 6));
                figures.add(Formula.product("figure " + f, Unit.COUNT, sum, inputs.get(f), inputs.get(59 - f)));
            }
            return Sheet.of(figures);
        }
    }

    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public Estimate draws(Run run) {
        return MonteCarlo.of(run.sheet, 10_000, 7, 1).interval(0);
    }
}
