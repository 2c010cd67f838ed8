package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.cli.MainTest.Ran;

/** What {@code plan} makes of files, names and numbers that people and strangers give it. */
class PlanInputTest {
    private static final String QUESTION = "llama-3-8b --on h100 --chips 16 --global-batch-size 256 --seq-length 4096";

    private static Ran run(String line) {
        return Ran.of(line.split(" "));
    }

    private static String[] words(String line) {
        return line.split(" ");
    }

    private static Ran runFile(Path file, String... more) {
        return Ran.of(Stream.concat(Stream.of("plan", file.toString()), Arrays.stream(more))
                .toArray(String[]::new));
    }

    /** One line on the error stream, nothing on the other, no trace and no admission of a bug. */
    private static void assertBadInput(Ran ran, String... said) {
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).singleElement().asString().startsWith("error: ");
        for (String part : said) {
            assertThat(ran.err()).contains(part);
        }
        assertThat(ran.err())
                .doesNotContain("internal error")
                .doesNotContain("\tat ")
                .doesNotContain("Exception");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plan | MODEL is missing",
                "plan llama-3-8b | --on is missing",
                "plan llama-3-8b --on h100 | --chips is missing; give --chips N, or --days D",
                "plan nope-9000 --on h100 --chips 8 | model is 'nope-9000'; the catalogue has none of that name. Maybe one of",
                "plan llama-3-8b --on nope --chips 8 | system is 'nope'",
                "plan llama-3-8b --on h100 --chips 8 --stack nope | stack is 'nope'",
                "plan llama-3-8b --on h100 --chips 8 --precision fp7 | --precision: 'fp7' is not a precision; one of bf16",
                "plan llama-3-8b --on h100 --chips 8 --tuning nope | --tuning is 'nope'; it must be pretrain",
                "plan llama-3-8b --on h100 --chips 8 --recompute nope | --recompute is 'nope'; it must be none",
                "plan llama-3-8b --on h100 --chips 8 --objective nope | --objective is 'nope'; it must be time",
                "plan llama-3-8b --on h100 --chips 8 --objective chips | leave --chips out and give --days",
                "plan llama-3-8b --on h100 --chips 8 --json --csv | --json and --csv exclude each other",
                "plan llama-3-8b --on h100 --chips 8 --tp 3 | --tp: tp x cp x pp is 3; it must divide the 8 chips",
                "plan llama-3-8b --on h100 --chips 8 --tp 16 | it must divide the 8 chips",
                "plan llama-3-8b --on h100 --chips 8 --tp 4 --pp 4 | --pp: tp x cp x pp is 16",
                "plan llama-3-8b --on h100 --chips 8 --tp 65536 --cp 65536 --pp 65536 | it must divide the 8 chips",
                "plan flux-1 --on h100 --chips 8 | no decoder of tokens",
                "plan /no/such/config.json --on h100 --chips 8 | does not exist",
                "plan /no/such/scenario.yaml | does not exist",
                "plan llama-3-8b --on alibaba-hanguang-800 --chips 8 | is unknown; give it in an overlay",
                "plan llama-3-8b --on h100 --chips 8 --dp 2 | unknown option --dp",
                "plan llama-3-8b --on h100 --chips 8 --tensor-model-parallel-size 0 | --tensor-model-parallel-size is 0",
            })
    void whatCannotBeMeantIsOneLineAndExitCodeTwo(String line, String said) {
        assertBadInput(run(line), said);
    }

    static List<Arguments> absurdNumbers() {
        List<Arguments> cases = new ArrayList<>();
        List<String> whole = List.of(
                "chips",
                "global-batch-size",
                "seq-length",
                "tp",
                "cp",
                "pp",
                "vp",
                "ep",
                "etp",
                "micro-batch-size",
                "zero-stage",
                "top",
                "threads");
        for (String option : whole) {
            for (String value : List.of("-1", "2.5", "NaN", "Infinity", "1e9", "99999999999999999999", "abc", "")) {
                cases.add(Arguments.of(option, value));
            }
            if (!option.equals("zero-stage")) {
                cases.add(Arguments.of(option, "0"));
            }
            if (!option.equals("threads")) {
                cases.add(Arguments.of(option, "2147483647"));
            }
        }
        for (String option : List.of("tokens", "days", "usd-per-chip-hour")) {
            for (String value :
                    List.of("-1", "0", "NaN", "Infinity", "-Infinity", "1e400", "abc", "", "1 2", "0x10g")) {
                cases.add(Arguments.of(option, value));
            }
        }
        cases.add(Arguments.of("zero-stage", "4"));
        cases.add(Arguments.of("top", "1001"));
        cases.add(Arguments.of("chips", "16777217"));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("absurdNumbers")
    void absurdNumbersAreNamedWithTheirOption(String option, String value) {
        List<String> args = new ArrayList<>(List.of("plan", "llama-3-8b", "--on", "h100"));
        if (!option.equals("chips")) {
            args.addAll(List.of("--chips", "8"));
        }
        args.add("--" + option + "=" + value);
        assertBadInput(Ran.of(args.toArray(String[]::new)), "--" + option);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--chips 100000",
                "--chips 8 --seq-length 16777216",
                "--chips 8 --global-batch-size 268435456",
                "--chips 8 --tokens 1e23",
                "--chips 8 --days 1e23",
                "--chips 8 --days 1e-300",
                "--days 1e-300",
                "--chips 8 --usd-per-chip-hour 100",
                "--chips 8 --top 1000",
                "--chips 7",
                "--chips 1",
                "--chips 8 --global-batch-size 1 --seq-length 1",
            })
    void hugeAndTinyQuestionsAreAnswered(String options) {
        Ran ran = run("plan llama-3-8b --on h100 " + options + " --json");
        assertThat(ran.exitCode()).as(ran.err()).isIn(0, 1);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).doesNotContain("NaN").doesNotContain("Infinity");
    }

    /** Beyond anything that can be meant, and so that products of several stay finite. */
    @ParameterizedTest
    @ValueSource(strings = {"tokens", "days", "usd-per-chip-hour"})
    void absurdQuantitiesAreBadInput(String option) {
        assertBadInput(run("plan llama-3-8b --on h100 --chips 8 --" + option + " 1e300"), "--" + option);
    }

    private static final String SCENARIO = "model: llama-3-8b\non: h100\nchips: 8\n";

    @Test
    void aScenarioFileIsTheCommandLine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("question.yaml"),
                "model: llama-3-8b\non: h100\nchips: 16\nglobal_batch_size: 256\nseq-length: 4_096\ntokens: 1T\nplan: {tp: 2}\n");
        String asked = "plan " + QUESTION + " --tokens 1T --tp 2";
        assertThat(runFile(file, "--json").out())
                .isEqualTo(run(asked + " --json").out());
        assertThat(runFile(file, "--tp", "4", "--chips", "8", "--json").out())
                .as("options win over the file")
                .isEqualTo(run(asked.replace("--chips 16", "--chips 8").replace("--tp 2", "--tp 4") + " --json")
                        .out());
        Path json = Files.writeString(folder.resolve("question.json"), """
                {"model": "llama-3-8b", "on": "h100", "chips": 16, "global-batch-size": 256, "seq_length": 4096,
                 "tokens": 1e12, "plan": {"tp": 2}}
                """);
        assertThat(runFile(json).out()).isEqualTo(runFile(file).out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tokns: 1T | field 'tokns' is not known here",
                "plan: {tpp: 3} | plan: field 'tpp' is not known here",
                "plan: {plan: {tp: 2}} | plan: field 'plan' is not known here",
                "plan: 3 | plan is 3; it must be a map",
                "tp: two | tp: 'two' is not a quantity",
                "tp: [1, 2] | tp is no plain value; it must be a number",
                "tp: {a: 1} | tp is no plain value; it must be a number",
                "tp: true | tp is true; it must be a number",
                "tp: 2.5 | tp is 2.5; it must be a whole number",
                "tp: -1 | tp is -1; it must be between",
                "plan: {tp: 3} | plan.tp: tp x cp x pp is 3; it must divide the 8 chips",
                "plan: {micro_batch_size: x} | plan.micro_batch_size",
                "tp: 2\\nplan: {tp: 4} | field 'tp' is given twice",
                "seq_length: 1024\\nseq-length: 2048 | is given twice",
                "sequence_parallel: maybe | it must be true or false",
                "tokens: [1] | tokens is no plain value",
                "tokens: 0.5 | tokens is 0.5; it must be at least 1",
                "tokens: -5 | tokens is -5; it must be above 0",
                "days: .nan | not a finite number",
                "days: 1e999 | not a finite number",
                "usd_per_chip_hour: -5 | usd_per_chip_hour is -5; it must be above 0",
                "precision: {a: b} | precision is a map",
                "precision: fp7 | precision: 'fp7' is not a precision",
                "stack: nope | stack: stack is 'nope'",
                "recompute: 7 | recompute is 7; it must be none, selective or full",
                "chips: 9 | line 4: the key 'chips' stands twice",
                "tp: !!java.lang.Runtime 3\\n--- | a second document",
                "tp: !exec 3 | the tag '!exec' is not read",
                "\"\\e[31mtp\": 3 | is not known here",
                "tp: [ | line ",
                "\\tx: y | line ",
            })
    void aWrongFieldIsNamedWithItsFileAndPath(String lines, String said, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("wrong.yaml"),
                SCENARIO + lines.replace("\\n", "\n").replace("\\t", "\t") + "\n");
        Ran ran = runFile(file);
        assertBadInput(ran, said, "wrong.yaml");
        assertThat(ran.err()).doesNotContain("\u001B");
        Ran estimated = Ran.of("estimate", file.toString());
        assertBadInput(estimated, said, "wrong.yaml");
    }

    static List<Arguments> hostileFiles() {
        String tens = "[x,x,x,x,x,x,x,x,x,x]";
        StringBuilder bomb = new StringBuilder("a0: &a0 " + tens + "\n");
        for (int i = 1; i < 12; i++) {
            String below = "*a" + (i - 1);
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(String.join(",", java.util.Collections.nCopies(10, below)))
                    .append("]\n");
        }
        return List.of(
                Arguments.of("empty.yaml", ""),
                Arguments.of("blank.json", " \n"),
                Arguments.of("scalar.yaml", "hello\n"),
                Arguments.of("list.yaml", "- 1\n- 2\n"),
                Arguments.of("list.json", "[]"),
                Arguments.of("null.yaml", "null\n"),
                Arguments.of("no-model.yaml", "on: h100\nchips: 8\n"),
                Arguments.of("no-on.yaml", "model: llama-3-8b\nchips: 8\n"),
                Arguments.of("model-list.yaml", "model: [a]\non: h100\nchips: 8\n"),
                Arguments.of("model-map.yaml", "model: {kind: dense-decoder}\non: h100\nchips: 8\n"),
                Arguments.of("model-number.yaml", "model: 7\non: h100\nchips: 8\n"),
                Arguments.of("cut.json", "{\"model\": \"llama-3-8b\", \"on\": \"h100\","),
                Arguments.of("nan.json", "{\"model\": \"llama-3-8b\", \"on\": \"h100\", \"chips\": NaN}"),
                Arguments.of("twice.json", "{\"model\": \"a\", \"model\": \"b\", \"on\": \"h100\"}"),
                Arguments.of("deep.yaml", "model: " + "[".repeat(100_000)),
                Arguments.of("deep.json", "{\"model\": \"a\", \"on\": " + "[".repeat(100_000)),
                Arguments.of("deep-maps.json", "{\"model\":".repeat(100_000)),
                Arguments.of("bomb.yaml", bomb + SCENARIO),
                Arguments.of("bomb-model.yaml", bomb.toString().replace("a11:", "model:") + "on: h100\n"),
                Arguments.of("long-name.yaml", "model: " + "x".repeat(1_000_000) + "\non: h100\nchips: 8\n"),
                Arguments.of("huge.yaml", "model: " + "x".repeat(9_000_000) + "\n"),
                Arguments.of("control.yaml", "model: \"\\e[31m\\0\"\non: h100\nchips: 8\n"),
                Arguments.of("self.yaml", "model: self.yaml\non: self.yaml\nchips: 8\n"),
                Arguments.of("on-itself.yaml", "model: llama-3-8b\non: /dev/null.yaml\nchips: 8\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostileFiles")
    void hostileFilesAreRefusedInOneLine(String name, String content, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        for (String verb : new String[] {"plan", "estimate"}) {
            Ran ran = Ran.of(verb, file.toString());
            assertBadInput(ran);
            assertThat(ran.err()).hasSizeLessThan(1200).doesNotContain("\u001B");
        }
    }

    @Test
    void bytesThatAreNoTextAreRefused(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertBadInput(runFile(file), "not UTF-8");
        assertBadInput(runFile(folder.resolve("nothing.yaml")), "does not exist");
        Files.createDirectory(folder.resolve("folder.yaml"));
        assertBadInput(runFile(folder.resolve("folder.yaml")), "folder");
    }

    private static final String LLAMA_CONFIG = """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 4096,
             "intermediate_size": 14336, "num_attention_heads": 32, "num_key_value_heads": 8,
             "num_hidden_layers": 32, "vocab_size": 128256, "max_position_embeddings": 8192,
             "tie_word_embeddings": false, "torch_dtype": "bfloat16", "rope_scaling": null}
            """;

    @Test
    void aHuggingFaceConfigIsAModelAsFileAndAsFolder(@TempDir Path folder) throws IOException {
        Path home = Files.createDirectory(folder.resolve("my-llama"));
        Path config = Files.writeString(home.resolve("config.json"), LLAMA_CONFIG);
        String rest = " --on h100 --chips 8 --tokens 15T --global-batch-size 512 --seq-length 8192";
        PlanAnswer known = PlanAnswer.of(words("plan llama-3-8b" + rest));
        for (Path model : List.of(config, home)) {
            PlanAnswer own = PlanAnswer.of(words("plan " + model + rest));
            assertThat(own.json().get("plans")).isEqualTo(known.json().get("plans"));
            assertThat(own.json().get("question").get("model").asString()).isEqualTo("my-llama");
        }
        Path renamed = Files.copy(config, home.resolve("other.json"));
        assertThat(PlanAnswer.of(words("plan " + renamed + rest))
                        .json()
                        .get("question")
                        .get("model")
                        .asString())
                .contains("other");
        Path scenario = Files.writeString(
                folder.resolve("scenario.yaml"),
                "model: " + home + "\non: h100\nchips: 8\ntokens: 15T\nglobal_batch_size: 512\nseq_length: 8192\n");
        assertThat(PlanAnswer.of("plan", scenario.toString()).json().get("plans"))
                .isEqualTo(known.json().get("plans"));
    }

    @Test
    void withoutTokensAConfigHasAStepButNoDays(@TempDir Path folder) throws IOException {
        Path config = Files.writeString(folder.resolve("config.json"), LLAMA_CONFIG);
        PlanAnswer answer = PlanAnswer.of(words("plan " + config + " --on h100 --chips 8"));
        assertThat(answer.best().get("days").isNull()).isTrue();
        assertThat(answer.best().get("cost").isNull()).isTrue();
        assertThat(answer.stepSeconds()).isPositive();
        assertThat(run("plan " + config + " --on h100 --chips 8 --csv").exitCode())
                .isZero();
        assertBadInput(run("plan " + config + " --on h100 --days 3"), "--tokens is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | model_type",
                "[] | map",
                "{\"model_type\": \"llama\"} | num_attention_heads is missing",
                "{\"model_type\": \"resnet\"} | resnet",
                "{\"model_type\": 3} | model_type",
                "{ | line 1",
            })
    void aConfigThatMakesNoSenseNamesTheField(String json, String said, @TempDir Path folder) throws IOException {
        Path config = Files.writeString(folder.resolve("config.json"), json);
        assertBadInput(run("plan " + config + " --on h100 --chips 8"), said);
        assertBadInput(run("plan " + folder + " --on h100 --chips 8"), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-4096", "0", "1e300", "\"x\"", "null", "[4096]", "4096.5", "99999999999999999999"})
    void aConfigWithOneWrongNumberNamesIt(String value, @TempDir Path folder) throws IOException {
        Path config = Files.writeString(
                folder.resolve("config.json"), LLAMA_CONFIG.replace("_size\": 4096", "_size\": " + value));
        assertBadInput(run("plan " + config + " --on h100 --chips 8"), "config.json", "hidden_size");
    }

    @Test
    void aFolderWithoutAConfigIsBadInput(@TempDir Path folder) {
        assertBadInput(run("plan " + folder + " --on h100 --chips 8"), "config.json", "does not exist");
    }

    @Test
    void nothingInAModelNameReachesTheTerminal() {
        for (String name : List.of("\u001B[31m", "%s%n", "../../etc/passwd", "x".repeat(10_000), "\u0000", "模型")) {
            Ran ran = Ran.of("plan", name, "--on", "h100", "--chips", "8");
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.err()).doesNotContain("\u001B").hasSizeLessThan(600);
            assertThat(ran.err().getBytes(StandardCharsets.UTF_8)).doesNotContain((byte) 0);
        }
    }
}
