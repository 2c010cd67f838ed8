package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.cli.MainTest.Ran;

/** A scenario file takes every name that an option of the question takes. */
class ScenarioNamesTest {
    private static final String FILE = """
            model: mixtral-8x7b
            on: h100
            chips: 64
            global_batch_size: 128
            seq_length: 4096
            """;

    private static final String LINE =
            "estimate mixtral-8x7b --on h100 --chips 64 --global-batch-size 128 --seq-length 4096 --json";

    @TempDir
    private Path folder;

    private Ran estimate(String more) throws IOException {
        Path file = Files.writeString(folder.resolve("scenario.yaml"), FILE + more);
        return Ran.of("estimate", file.toString(), "--json");
    }

    @ParameterizedTest
    @CsvSource({
        "tensor-model-parallel-size, tp, 8",
        "context-parallel-size, cp, 2",
        "pipeline-model-parallel-size, pp, 4",
        "expert-model-parallel-size, ep, 8",
        "expert-tensor-parallel-size, etp, 1",
        "data-parallel-size, dp, 64",
    })
    void theLongNameOfADegreeIsItsShortOne(String name, String option, int value) throws IOException {
        Ran asked = Ran.of((LINE + " --" + option + " " + value).split(" "));
        for (String written : new String[] {option, name, name.replace('-', '_')}) {
            assertThat(estimate(written + ": " + value + "\n")).as(written).isEqualTo(asked);
            assertThat(estimate("plan: {" + written + ": " + value + "}\n"))
                    .as("plan: " + written)
                    .isEqualTo(asked);
        }
    }

    @Test
    void aDegreeDecidesThePlan() throws IOException {
        Path file = Files.writeString(
                folder.resolve("scenario.yaml"),
                FILE.replace("mixtral-8x7b", "llama-3-8b")
                        + "tensor_model_parallel_size: 4\npipeline_model_parallel_size: 2\nzero_stage: 1\n");
        assertThat(Ran.of("estimate", file.toString(), "--json").out())
                .contains("\"tp\": 4")
                .contains("\"pp\": 2")
                .contains("\"dp\": 8");
    }

    @ParameterizedTest
    @CsvSource({
        "tensor-model-parallel-size, tp",
        "context-parallel-size, cp",
        "pipeline_model_parallel_size, pp",
        "expert_model_parallel_size, ep",
        "expert-tensor-parallel-size, etp",
        "data_parallel_size, dp",
    })
    void twoNamesOfOneFieldAreOneTooMany(String name, String shortName) throws IOException {
        Ran ran = estimate(shortName + ": 2\n" + name + ": 2\n");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("field '" + name + "' is given twice; keep one");
        assertThat(estimate(shortName + ": 2\nplan: {" + name + ": 2}\n").exitCode())
                .isEqualTo(2);
    }

    @Test
    void dashesAndUnderscoresMayBeMixed() throws IOException {
        assertThat(estimate("tensor-model_parallel_size: 8\nmicro-batch_size: 2\n"))
                .isEqualTo(Ran.of((LINE + " --tp 8 --micro-batch-size 2").split(" ")));
    }

    @Test
    void whatIsWrongIsNamedAsItIsWritten() throws IOException {
        Ran ran = estimate("tensor_model_parallel_size: 0\n");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("tensor_model_parallel_size is 0; it must be at least 1");
        assertThat(estimate("tensor_parallel: 8\n").err()).contains("field 'tensor_parallel' is not known here");
    }
}
