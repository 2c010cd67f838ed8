package org.suanchou.uncertainty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;

/** What holds of answers and runs that name any of eight factors, each of one size, and one of their own. */
class AnchorProperties {
    private static final int ROUNDS = 2000;
    private static final double ROUNDING = 1e-9;

    private RandomWork random;
    private List<ErrorFactor> pool = List.of();
    private int names;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(AnchorProperties.class);
    }

    private void newPool() {
        pool = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pool.add(new ErrorFactor(ErrorFactor.Kind.CONFIGURATION, "factor " + i, random.between(0.0, 0.3)));
        }
    }

    private List<ErrorFactor> factors() {
        List<ErrorFactor> some = new ArrayList<>();
        for (ErrorFactor factor : pool) {
            if (random.chance(0.4)) {
                some.add(factor);
            }
        }
        some.add(new ErrorFactor(ErrorFactor.Kind.RUN, "run " + names++, random.between(0.02, 0.2)));
        return some;
    }

    private List<Anchor.Run> runs(int n) {
        List<Anchor.Run> runs = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            runs.add(new Anchor.Run(factors(), random.between(-0.5, 0.5)));
        }
        return runs;
    }

    @Test
    void everyFurtherRunShrinksTheSpreadOrLeavesIt() {
        for (int round = 0; round < ROUNDS; round++) {
            newPool();
            List<ErrorFactor> answer = factors();
            List<Anchor.Run> runs = runs(6);
            double before = Uncertainty.logSigma(answer);
            for (int n = 1; n <= runs.size(); n++) {
                double sigma = Anchor.of(answer, runs.subList(0, n)).logSigma();

                assertThat(sigma).isBetween(0.0, before + ROUNDING);
                before = sigma;
            }
        }
    }

    /** What is the answer's own stays, whatever runs are told. */
    @Test
    void whatIsTheAnswersOwnIsNeverLearnt() {
        for (int round = 0; round < ROUNDS; round++) {
            newPool();
            List<ErrorFactor> answer = factors();

            assertThat(Anchor.of(answer, runs(10)).logSigma())
                    .isGreaterThanOrEqualTo(answer.getLast().logSigma() - ROUNDING);
        }
    }

    @Test
    void oneRunMovesAnAnswerTowardsItsErrorAndNotBeyond() {
        for (int round = 0; round < ROUNDS; round++) {
            newPool();
            Anchor.Run run = runs(1).getFirst();
            double moved = Anchor.of(factors(), List.of(run)).logBias() / run.logError();

            assertThat(Math.abs(moved)).isEqualTo(moved + 0.0).isLessThanOrEqualTo(1);
        }
    }

    /** Two runs of the answer's configuration tell more than one, and move it to between none and the larger error. */
    @Test
    void twoRunsOfAConfigurationTellMoreThanOne() {
        for (int round = 0; round < ROUNDS; round++) {
            double own = random.between(0.02, 0.2);
            ErrorFactor shared = new ErrorFactor(ErrorFactor.Kind.SOURCE, "shared", random.between(0.05, 0.3));
            List<ErrorFactor> answer = List.of(shared, new ErrorFactor(ErrorFactor.Kind.RUN, "answer", own));
            Anchor.Run a = new Anchor.Run(
                    List.of(shared, new ErrorFactor(ErrorFactor.Kind.RUN, "a", own)), random.between(0.01, 0.5));
            Anchor.Run b = new Anchor.Run(
                    List.of(shared, new ErrorFactor(ErrorFactor.Kind.RUN, "b", own)), random.between(0.01, 0.5));

            Anchor one = Anchor.of(answer, List.of(a));
            Anchor two = Anchor.of(answer, List.of(a, b));

            assertThat(one.logSigma()).isLessThan(Uncertainty.logSigma(answer));
            assertThat(two.logSigma()).isLessThan(one.logSigma());
            assertThat(two.logBias()).isBetween(0.0, Math.max(a.logError(), b.logError()));
        }
    }

    @Test
    void theOrderOfRunsAndOfFactorsSaysNothing() {
        for (int round = 0; round < ROUNDS; round++) {
            newPool();
            List<ErrorFactor> answer = factors();
            List<Anchor.Run> runs = runs(random.between(1, 6));
            Anchor anchor = Anchor.of(answer, runs);
            Collections.reverse(answer);
            Collections.reverse(runs);
            Anchor reversed = Anchor.of(answer, runs);

            assertThat(reversed.logBias()).isCloseTo(anchor.logBias(), within(ROUNDING));
            assertThat(reversed.logSigma()).isCloseTo(anchor.logSigma(), within(1e-7));
        }
    }

    /** Beside what two independent answers would have; of an answer and itself there is none. */
    @Test
    void aRatioIsSymmetricAndNarrowerForWhatIsShared() {
        for (int round = 0; round < ROUNDS; round++) {
            newPool();
            List<ErrorFactor> a = factors();
            List<ErrorFactor> b = factors();
            double apart = Math.hypot(Uncertainty.logSigma(a), Uncertainty.logSigma(b));
            double own = Math.hypot(a.getLast().logSigma(), b.getLast().logSigma());

            assertThat(UncertaintyTest.ratioLogSigma(a, b))
                    .isEqualTo(UncertaintyTest.ratioLogSigma(b, a))
                    .isBetween(own * (1 - ROUNDING), apart * (1 + ROUNDING));
            assertThat(UncertaintyTest.ratioLogSigma(a, a)).isZero();
        }
    }
}
