package org.suanchou.uncertainty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** An answer off by what it shares (0.3) and by its own (0.1): variance 0.1. Runs share the former. */
class AnchorTest {
    private static final ErrorFactor SHARED = new ErrorFactor(ErrorFactor.Kind.SOURCE, "shared", 0.3);
    private static final List<ErrorFactor> ANSWER = List.of(SHARED, own("answer"));

    private static ErrorFactor own(String run) {
        return new ErrorFactor(ErrorFactor.Kind.RUN, run, 0.1);
    }

    private static Anchor.Run run(String name, double logError) {
        return new Anchor.Run(List.of(SHARED, own(name)), logError);
    }

    @Test
    void withoutRunsAnAnswerKeepsItsSpread() {
        Anchor anchor = Anchor.of(ANSWER, List.of());

        assertThat(anchor.logBias()).isZero();
        assertThat(anchor.logSigma()).isCloseTo(Math.sqrt(0.1), within(1e-15));
        assertThat(anchor.corrected(7)).isEqualTo(7);
    }

    @Test
    void anUnrelatedRunSaysNothing() {
        Anchor.Run stranger =
                new Anchor.Run(List.of(new ErrorFactor(ErrorFactor.Kind.SOURCE, "other", 0.3), own("stranger")), 2);

        assertThat(Anchor.of(ANSWER, List.of(stranger))).isEqualTo(Anchor.of(ANSWER, List.of()));
        Anchor told = Anchor.of(ANSWER, List.of(run("a", 0.2)));
        Anchor both = Anchor.of(ANSWER, List.of(run("a", 0.2), stranger));
        assertThat(both.logBias()).isCloseTo(told.logBias(), within(1e-15));
        assertThat(both.logSigma()).isCloseTo(told.logSigma(), within(1e-15));
    }

    /** Covariance 0.09 over the run's variance 0.1: nine tenths of its error is the answer's too; 0.1 - 0.9 x 0.09 is left. */
    @Test
    void oneRun() {
        Anchor anchor = Anchor.of(ANSWER, List.of(run("a", 0.2)));

        assertThat(anchor.logBias()).isCloseTo(0.18, within(1e-12));
        assertThat(anchor.logSigma()).isCloseTo(Math.sqrt(0.019), within(1e-12));
        assertThat(anchor.corrected(10)).isCloseTo(10 * Math.exp(-0.18), within(1e-12));
    }

    /** [0.1 0.09; 0.09 0.1] w = [0.09; 0.09]: each weighs 0.09 / 0.19. */
    @Test
    void twoRuns() {
        Anchor anchor = Anchor.of(ANSWER, List.of(run("a", 0.2), run("b", 0.1)));

        assertThat(anchor.logBias()).isCloseTo(0.3 * 0.09 / 0.19, within(1e-12));
        assertThat(anchor.logSigma()).isCloseTo(Math.sqrt(0.1 - 2 * 0.09 * 0.09 / 0.19), within(1e-12));
    }

    /** One run of the same model, one of the chip alone: [0.11 0.01; 0.01 0.11] w = [0.1; 0.01]. */
    @Test
    void theNearerOfTwoRunsWeighsMore() {
        ErrorFactor chip = new ErrorFactor(ErrorFactor.Kind.KERNELS, "chip", 0.1);
        List<ErrorFactor> answer = List.of(chip, SHARED, own("answer"));
        Anchor.Run near = new Anchor.Run(List.of(chip, SHARED, own("near")), 0.2);
        Anchor.Run far =
                new Anchor.Run(List.of(chip, new ErrorFactor(ErrorFactor.Kind.SOURCE, "else", 0.3), own("far")), -0.1);

        Anchor anchor = Anchor.of(answer, List.of(near, far));

        double determinant = 0.11 * 0.11 - 0.01 * 0.01;
        double ofNear = (0.1 * 0.11 - 0.01 * 0.01) / determinant;
        double ofFar = (0.01 * 0.11 - 0.01 * 0.1) / determinant;
        assertThat(anchor.logBias()).isCloseTo(0.2 * ofNear - 0.1 * ofFar, within(1e-12));
        assertThat(anchor.logSigma()).isCloseTo(Math.sqrt(0.11 - 0.1 * ofNear - 0.01 * ofFar), within(1e-12));
    }
}
