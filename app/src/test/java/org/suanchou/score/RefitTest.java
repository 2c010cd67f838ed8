package org.suanchou.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.suanchou.calibration.Parameter;
import org.suanchou.calibration.ParameterFit;
import org.suanchou.catalog.Catalog;
import org.suanchou.catalog.Stacks;
import org.suanchou.evidence.Measurement;
import org.suanchou.model.Precision;

/** Constants fitted to a few published runs on A100. */
public class RefitTest {
    private static final Path EVIDENCE =
            Path.of(System.getProperty("suanchou.root", ".."), "evidence", "training.jsonl");

    @TempDir
    private Path folder;

    private Validation validation;
    private Refit refit;
    private List<Validation.Case> cases;

    @BeforeEach
    void read() throws IOException {
        List<String> selene = Files.readAllLines(EVIDENCE).stream()
                .filter(line -> line.contains("\"family\": \"korthikanti2022\"")
                        || line.contains("\"family\":\"korthikanti2022\""))
                .limit(4)
                .toList();
        assertThat(selene).hasSize(4);
        validation = new Validation(Catalog.builtIn(), Files.write(folder.resolve("rows.jsonl"), selene));
        refit = new Refit(validation.stacks());
        cases = Refit.usable(validation.cases());
        assertThat(cases).hasSizeBetween(1, 4);
    }

    private int index(String id) {
        return validation.stacks().parameters().priors().stream()
                .map(Parameter::id)
                .toList()
                .indexOf(id);
    }

    @Test
    void withoutRunsPriorsStand() {
        assertThat(refit.values(List.of()))
                .containsExactly(
                        ParameterFit.priors(validation.stacks().parameters().priors()));
    }

    @Test
    void theSameRunsGiveTheSameBits() {
        assertThat(refit.values(cases)).containsExactly(refit.values(cases));
    }

    /** Runs on A100 say nothing of what is not in them, and are better met by what they say of the rest. */
    @Test
    void whatTheRunsDontTouchKeepsItsPrior() {
        double[] priors = refit.values(List.of());
        double[] values = refit.values(cases);

        for (String untouched : List.of("sustained-hopper", "tpu-efficiency", "ascend-attention", "expert-launch")) {
            assertThat(values[index(untouched)]).as(untouched).isEqualTo(priors[index(untouched)]);
        }
        assertThat(values[index("sustained-a100")]).isNotEqualTo(priors[index("sustained-a100")]);
        assertThat(squares(values)).isLessThan(squares(priors));
    }

    private double squares(double[] values) {
        return Arrays.stream(Refit.logErrors(cases, validation.stacks().with(values), Ablation.NONE))
                .map(e -> e * e)
                .sum();
    }

    /** Left out, a chip's runs are predicted from priors, and others from runs. */
    @Test
    void aFitThatHoldsAllRunsIsThePriors() {
        Map<String, Stacks> fits = Refit.leavingOut(validation.stacks(), validation.cases(), Measurement::chip);
        assertThat(fits).hasSize(1);
        Stacks held = fits.values().iterator().next();
        double sustained = held.kernels(Catalog.builtIn().chip("nvidia-a100-sxm4-80gb"))
                .gemm(Precision.BF16)
                .sustained()
                .mid();

        assertThat(sustained).isEqualTo(refit.values(List.of())[index("sustained-a100")]);
    }

    /** Step times alone, of quality A, of rows that could be read. */
    @Test
    void memoryAndUnmeasuredRunsAreNotUsed() {
        assertThat(cases).allSatisfy(c -> {
            assertThat(c.measured().metric()).isEqualTo("step_time_s");
            assertThat(c.measured().quality()).isEqualTo("A");
            assertThat(c.measured().value()).isPositive();
        });
    }
}
