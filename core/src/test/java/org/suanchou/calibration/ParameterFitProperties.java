package org.suanchou.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;

/** Parameters of made runs are found again. A run takes {@code a / rate + x b share} seconds, as compute and exposed traffic do. */
class ParameterFitProperties {
    private static final int ROUNDS = 40;
    private static final int RUNS = 200;
    private static final double SIGMA = 0.05;
    private static final List<Parameter> PARAMETERS =
            List.of(new Parameter("rate", 0.8, 0.25, false), new Parameter("share", 0.5, 1, true));

    private RandomWork random;
    private Random noise;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(ParameterFitProperties.class);
        noise = new Random(7);
    }

    private record Run(double compute, double traffic, double seconds) {}

    private List<Run> runs(double rate, double share, double sigma) {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            double compute = random.between(0.5, 2.0);
            double traffic = random.between(0.0, 2.0);
            double seconds = (compute / rate + traffic * share) * Math.exp(sigma * noise.nextGaussian());
            runs.add(new Run(compute, traffic, seconds));
        }
        return runs;
    }

    private static double[] fitted(List<Run> runs) {
        Function<double[], double[]> errors = v -> runs.stream()
                .mapToDouble(r -> Math.log((r.compute / v[0] + r.traffic * v[1]) / r.seconds))
                .toArray();
        double[] weights = new double[runs.size()];
        Arrays.fill(weights, 1);
        return ParameterFit.fit(PARAMETERS, errors, weights, SIGMA);
    }

    /** Priors weigh as one measurement does, so of 200 exact ones less than a hundredth is lost to them. */
    @Test
    void exactRunsGiveTheirParametersBack() {
        for (int round = 0; round < ROUNDS; round++) {
            double rate = random.between(0.5, 1.2);
            double share = random.between(0.1, 0.9);
            double[] found = fitted(runs(rate, share, 0));

            assertThat(found[0]).as("rate").isCloseTo(rate, Percentage.withPercentage(1));
            assertThat(found[1]).as("share").isCloseTo(share, Percentage.withPercentage(3));
        }
    }

    /** Noise of sigma leaves some sigma over the root of 200 in each, more where traffic is the smaller part. */
    @Test
    void noisyRunsGiveThemBackWithinTheirErrors() {
        for (int round = 0; round < ROUNDS; round++) {
            double rate = random.between(0.5, 1.2);
            double share = random.between(0.2, 0.9);
            double[] found = fitted(runs(rate, share, SIGMA));

            assertThat(found[0]).as("rate").isCloseTo(rate, Percentage.withPercentage(5));
            assertThat(found[1]).as("share").isCloseTo(share, Percentage.withPercentage(20));
        }
    }

    /** A twentieth of runs that took twice or half as long, for reasons no parameter knows. */
    @Test
    void outliersOnBothSidesHardlyMove() {
        for (int round = 0; round < ROUNDS; round++) {
            double rate = random.between(0.5, 1.2);
            double share = random.between(0.2, 0.9);
            List<Run> runs = runs(rate, share, SIGMA);
            for (int i = 0; i < RUNS / 20; i++) {
                Run r = runs.get(i);
                runs.set(i, new Run(r.compute, r.traffic, r.seconds * random.oneOf(0.5, 2.0)));
            }
            double[] found = fitted(runs);

            assertThat(found[0]).as("rate").isCloseTo(rate, Percentage.withPercentage(6));
            assertThat(found[1]).as("share").isCloseTo(share, Percentage.withPercentage(25));
        }
    }

    @Test
    void theSameRunsGiveTheSameBitsAndAnyOrderTheSameValues() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Run> runs = runs(random.between(0.5, 1.2), random.between(0.1, 0.9), SIGMA);
            double[] found = fitted(runs);

            assertThat(fitted(runs)).containsExactly(found);
            java.util.Collections.shuffle(runs, noise);
            // sums of other roundings
            double[] shuffled = fitted(runs);
            for (int j = 0; j < found.length; j++) {
                assertThat(shuffled[j]).isCloseTo(found[j], Percentage.withPercentage(1e-6));
            }
        }
    }
}
