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
                "plan nope-9000 --on h100 --chips 8 | model is 'nope-9000'; the catalogue has none of that name",
                "plan llama-3-8b --on nope --chips 8 | system is 'nope'",
                "plan llama-3-8b --on h100 --chips 8 --stack nope | stack is 'nope'",
                "plan llama-3-8b --on h100 --chips 8 --precision fp7 | --precision is 'fp7'; it must be fp32, tf32, bf16",
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
            for (String value : List.of(
                    "-1", "2.5", "NaN", "Infinity", "99999999999999999999", "abc", "", "8f", "0x8", "８", "8%", "8x")) {
                cases.add(Arguments.of(option, value));
            }
            if (!option.equals("zero-stage")) {
                cases.add(Arguments.of(option, "0"));
            }
            if (!option.equals("threads")) {
                // a thread more than there is work for does no harm
                cases.add(Arguments.of(option, "1e9"));
                cases.add(Arguments.of(option, "2147483647"));
            }
        }
        for (String option : List.of("tokens", "days", "usd-per-chip-hour")) {
            for (String value : List.of(
                    "-1",
                    "0",
                    "NaN",
                    "Infinity",
                    "-Infinity",
                    "1e400",
                    "abc",
                    "",
                    "1 2",
                    "0x10g",
                    "30f",
                    "0x1p3",
                    "３",
                    "7%")) {
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

    /** One question in the units of its options is the same as in those of the field, in a file or typed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seq-length 8k | --seq-length 8192",
                "--seq-length 32K | --seq-length 32768",
                "--tokens 3千亿 | --tokens 300B",
                "--tokens 1万亿 | --tokens 1T",
                "--tokens 15e12 | --tokens 15T",
                "--tokens 15.6万亿token | --tokens 15.6T",
                "--tokens 1T --days 8weeks | --tokens 1T --days 56",
                "--tokens 1T --days 2年 | --tokens 1T --days 730.5",
                "--tokens 1T --megawatts 500kW | --tokens 1T --megawatts 0.5",
                "--tokens 1T --max-mwh 3GWh | --tokens 1T --max-mwh 3000",
                "--tokens 1T --max-tco2 900000kg | --tokens 1T --max-tco2 900",
                "--tokens 1T --budget 5M | --tokens 1T --budget 5000000",
                "--tokens 1T --budget 500万美元 | --tokens 1T --budget 5000000",
                "--tokens 1T --usd-per-chip-hour 2.5USD/h | --tokens 1T --usd-per-chip-hour 2.5",
                "--global-batch-size 1k --tokens 1T | --global-batch-size 1024 --tokens 1T",
                "--assume grid-carbon=0.414kg/kWh --tokens 1T | --assume grid-carbon=414 --tokens 1T",
                "--assume grid-carbon=0.35..0.45kgCO2/kWh --tokens 1T | --assume grid-carbon=350..450 --tokens 1T",
                "--assume discount-rate=8% --basis buy --tokens 1T | --assume discount-rate=0.08 --basis buy --tokens 1T",
                "--assume utilisation=90% --basis buy --tokens 1T | --assume utilisation=0.9 --basis buy --tokens 1T",
                "--assume rack-power=0.04MW --tokens 1T | --assume rack-power=40000 --tokens 1T",
                "--assume repair-time=36h --tokens 1T | --assume repair-time=1.5 --tokens 1T",
                "--assume storage-bandwidth=200MB/s --tokens 1T | --assume storage-bandwidth=2e8 --tokens 1T",
                "--assume usd-per-kwh=80USD/MWh --basis buy --tokens 1T | --assume usd-per-kwh=0.08 --basis buy --tokens 1T",
            })
    void unitsOfOneKindSayTheSame(String written, String plain) {
        String question = "plan llama-3-8b --on h100 --chips 16 --top 1 --draws 100 ";
        Ran one = run(question + written);
        Ran other = run(question + plain);

        assertThat(one.exitCode()).as(one.err()).isIn(0, 1);
        assertThat(one.out()).isEqualTo(other.out());
    }

    /** Llama 3 405B began at 4M tokens a step: 512 sequences of 8,192. */
    @Test
    void aBatchInTokensIsARoundNumberOfSequences() {
        Ran ran = run("plan llama-3-8b --on h100 --chips 16 --global-batch-size 4Mtokens --json --top 1 --draws 100");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("\"globalBatchSize\": 512");
        assertThat(run("plan llama-3-8b --on h100 --chips 16 --global-batch-size 4Mtokens --top 1")
                        .out())
                .contains(
                        "global-batch-size = 512 (4.19M tokens a step, a round number of sequences near what was asked for)");
        assertThat(run("--lang zh plan llama-3-8b --on h100 --chips 16 --global-batch-size 400万token --top 1")
                        .out())
                .contains("global-batch-size = 512");
    }

    /** What is a slip of the unit, said with both readings; what is merely unusual is taken. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--tokens 15 | --tokens is 15; one sequence alone is 8192 tokens; write 15T or 15B for more",
                "--tokens 8191tokens | one sequence alone is 8192 tokens",
                "--draws 1 | --draws is 1; it must be between 100 and 1000000",
                "--assume pue=1,pue=2 | --assume gives 'pue' twice, '1' and '2'; keep one",
                "--assume pue=1 --assume pue=2 | --assume gives 'pue' twice, '1' and '2'; keep one",
                "--assume grid-carbon=0.414 | grid-carbon is '0.414'; usual are 200 to 600 gCO2e/kWh; write"
                        + " 0.414gCO2e/kWh if that is meant, or 0.414kgCO2e/kWh for 414 gCO2e/kWh",
                "--assume grid-carbon=0.35..0.45 | 0.4kgCO2e/kWh for 400 gCO2e/kWh",
                "--assume chip-tdp=0.7 | chip-tdp is '0.7'; usual are 300 to 1500 W; write 0.7kW, which is 700 W",
                "--assume rack-power=41 | write 41kW, which is 41000 W",
                "--assume usd-per-kwh=80 | write 80USD/MWh, which is 0.08 USD/kWh",
                "--assume utilisation=85 | write 85%, which is 0.85",
                "--assume die-yield=60 | write 60%, which is 0.6",
                "--assume discount-rate=8 | write 8%/year, which is 0.08 /year",
                "--assume repair-time=72 | write 72days if that is meant, or 72h for 3 days",
                "--assume failure-detection=240 | write 240minutes if that is meant, or 240s for 4 minutes",
                "--assume device-to-host-bandwidth=50 | write 50GB/s, which is 50000000000 B/s",
                "--assume server-usd-per-chip=40 | write 40USD if that is meant, or 40kUSD for 40000 USD",
                "--assume building-usd-per-watt=12000 | write 12000USD/kW, which is 12 USD/W",
                "--assume die-area=8.14 | write 8.14mm2 if that is meant, or 8.14cm2 for 814 mm2",
                "--assume grid-carbon=3000 | it can't exceed 2000 gCO2e/kWh",
                "--assume grid-carbon=414kg | grid-carbon: '414kg' has unit 'kg'",
                "--global-batch-size 1e6 --tokens 1B | a step is 8.19B tokens, the run 1.00B tokens; it must be at most"
                        + " 122070 sequences of 8192",
                "--global-batch-size 100tokens | it must be from 1 to 268435456 sequences of 8192 tokens",
                "--global-batch-size 4Mbananas | --global-batch-size",
            })
    void slipsOfUnitsAreRefusedWithBothReadings(String options, String said) {
        assertBadInput(run("plan llama-3-8b --on h100 --chips 8 " + options), said);
    }

    /** A number in a file has no unit either. */
    @ParameterizedTest
    @ValueSource(strings = {"0.414", "[0.35, 0.45]", "[0.35, 0.4, 0.45]", "{value: 0.414}", "'0.414'"})
    void slipsOfUnitsInAFileAreRefusedToo(String value, @TempDir Path folder) throws IOException {
        Path file =
                Files.writeString(folder.resolve("wrong.yaml"), SCENARIO + "assume: {grid-carbon: " + value + "}\n");

        assertBadInput(runFile(file), "wrong.yaml", "kgCO2e/kWh for 4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grid-carbon=0",
                "grid-carbon=15",
                "grid-carbon=0.414g/kWh",
                "repair-time=72days",
                "failure-scale=300",
                "chip-failures=10/year",
                "background-saving=0",
                "background-saving=5%",
                "job-failures=50",
                "pue=1.02",
                "cny-per-usd=1",
                "storage-bandwidth=1GB/s",
            })
    void whatIsMerelyUnusualIsTaken(String assume) {
        Ran ran = run("plan llama-3-8b --on h100 --chips 8 --tokens 1T --draws 100 --assume " + assume);

        assertThat(ran.exitCode()).as(ran.err()).isZero();
    }

    /** LoRA of an 8B on 10M tokens was one step of 16.8M. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--tuning lora --tokens 10M --chips 8 | 128 | 1.05M tokens a step; about 128 sequences, usual in fine-tuning",
                "--tuning sft --tokens 1B --chips 16 | 128 | about 128 sequences",
                "--tuning lora --chips 24 | 96 | about 128 sequences",
                "--tuning lora --tokens 100k --chips 8 | 8 | no step is longer than the run",
                "--tuning pretrain --tokens 10M --chips 8 | 1024 | no step is longer than the run",
                "--tokens 1T --chips 8 | 2048 | near 16M",
            })
    void batchesFollowTheTaskAndTheRun(String options, long batch, String why) {
        Ran ran = run("plan llama-3-8b --on h100 --use-all --top 1 --draws 100 " + options);

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("global-batch-size = " + batch + " (").contains(why);
    }

    /** A fine-tuning isn't as long as the pre-training of its model. */
    @Test
    void fineTuningDoesNotTakeTheTokensOfPreTraining() {
        assertThat(run("plan llama-3-8b --on h100 --chips 8 --top 1").out()).contains("tokens = 15.");
        assertThat(run("plan llama-3-8b --on h100 --chips 8 --top 1 --tuning lora")
                        .out())
                .doesNotContain("tokens = ")
                .contains("about 128 sequences");
        assertBadInput(run("plan llama-3-8b --on h100 --chips 8 --tuning lora --days 3"), "--tokens is missing");
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
                "tp: two | tp is 'two'; it must be a whole number",
                "tp: [1, 2] | tp is no plain value; it must be a number",
                "tp: {a: 1} | tp is no plain value; it must be a number",
                "tp: true | tp is true; it must be a number",
                "tp: 2.5 | tp is 2.5; it must be a whole number",
                "tp: -1 | tp is -1; it must be at least 1",
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
                "precision: {a: b} | precision is no plain value",
                "precision: fp7 | precision is 'fp7'; it must be fp32",
                "stack: nope | stack: stack is 'nope'",
                "recompute: 7 | recompute is 7; it must be none, selective or full",
                "chips: 9 | line 4, column 1: the key 'chips' stands twice",
                "tp: !!java.lang.Runtime 3\\n--- | a second document",
                "tp: !exec 3 | the tag here is none of YAML's own",
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
    void aConfigOfAnUnknownTypeIsAnsweredWithWaysOutAndReadAsAnother(@TempDir Path folder) throws IOException {
        Path config = Files.writeString(
                folder.resolve("config.json"),
                LLAMA_CONFIG.replace("\"model_type\": \"llama\"", "\"model_type\": \"our_decoder\""));
        String question =
                "plan " + config + " --on h100 --chips 8 --tokens 15T --global-batch-size 512 --seq-length 8192";
        assertBadInput(run(question), "model_type is 'our_decoder'", "--as-type llama", "kind, layers, hidden");
        assertThat(PlanAnswer.of(words(question + " --as-type llama")).json().get("plans"))
                .isEqualTo(PlanAnswer.of(words(question.replace(config.toString(), "llama-3-8b")))
                        .json()
                        .get("plans"));
        assertBadInput(run(question + " --as-type lama"), "'lama'; it must be one of");
        String text = Files.readString(config);
        Files.writeString(config, text.replaceFirst("\\{", "{\"conv_L_cache\": 3, "));
        assertThat(run(question).err())
                .contains("Its field conv_L_cache speaks of a recurrence or a convolution. Describe it in a file")
                .doesNotContain("--as-type");
        Files.writeString(config, text.replaceFirst("\\{", "{\"kv_lora_rank\": 512, "));
        assertBadInput(run(question), "name it: --as-type deepseek_v3. Else describe it");
        Files.writeString(config, text);
        assertBadInput(run("plan llama-3-8b --on h100 --chips 8 --as-type llama"), "it is for a config.json");
    }

    @Test
    void whatIsLeftOutOfAConfigAndASequenceBeyondItsPositionsAreSaid(@TempDir Path folder) throws IOException {
        Path config = Files.writeString(
                folder.resolve("config.json"),
                "{\"vision_config\": {\"depth\": 32}, \"quantization_config\": {\"bits\": 4}, \"text_config\": "
                        + LLAMA_CONFIG + "}");
        String question = "plan " + config + " --on h100 --chips 8 --global-batch-size 512 --seq-length 16384";
        assertThat(run(question).out())
                .contains("its vision tower is left out")
                .contains("the file's quantisation is left out")
                .contains("beyond the 8192 positions that the model was made for");
        assertThat(run(question + " --lang zh").out())
                .contains("不含其视觉塔")
                .contains("不计文件中的量化")
                .contains("超出模型的 8192 个位置");
        assertThat(run(question.replace("16384", "8192")).out()).doesNotContain("positions that the model");
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
