package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import tools.jackson.databind.JsonNode;

class PlanCommandTest {
    private static final String QUESTION = "llama-3-8b --on h100 --chips 16 --global-batch-size 256 --seq-length 4096";
    private static final List<String> DEGREES = List.of(
            "tp",
            "sequenceParallel",
            "cp",
            "pp",
            "vp",
            "ep",
            "etp",
            "dp",
            "microBatchSize",
            "zeroStage",
            "shardGroup",
            "recompute",
            "microBatches");

    private static String[] words(String line) {
        return line.split(" ");
    }

    private static Ran run(String line) {
        return Ran.of(words(line));
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

    private static void assertInfeasible(String[] args, String constraint, String said) {
        Ran text = Ran.of(args);
        assertThat(text.exitCode()).as(text.err() + text.out()).isEqualTo(1);
        assertThat(text.err()).isEmpty();
        assertThat(text.out().lines().filter(l -> l.startsWith("infeasible: ")))
                .singleElement()
                .asString()
                .contains(said);
        PlanAnswer answer = PlanAnswer.of(args);
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.json().get("status").asString()).isEqualTo("infeasible");
        assertThat(answer.json().get("plans").size()).isZero();
        JsonNode reason = answer.json().get("reason");
        assertThat(reason.propertyNames()).containsExactly("constraint", "need", "have", "text");
        assertThat(reason.get("constraint").asString()).isEqualTo(constraint);
        if (!constraint.equals("shape")) {
            assertThat(reason.get("need").asDouble())
                    .isGreaterThan(reason.get("have").asDouble());
        }
    }

    @Test
    void theJsonHasTheFieldsThatProgramsRelyOn() {
        PlanAnswer answer = PlanAnswer.of(words("plan " + QUESTION));
        assertThat(answer.exitCode()).isZero();
        JsonNode json = answer.json();
        assertThat(json.propertyNames()).contains("question", "status", "plans", "search");
        assertThat(json.get("question").propertyNames())
                .contains(
                        "model",
                        "parameters",
                        "system",
                        "chip",
                        "chips",
                        "stack",
                        "precision",
                        "sequenceLength",
                        "globalBatchSize",
                        "tokens",
                        "days",
                        "defaults");
        assertThat(json.get("plans").size()).isEqualTo(3);
        double before = 0;
        for (JsonNode plan : json.get("plans")) {
            assertThat(plan.propertyNames())
                    .contains(
                            "parallelism",
                            "stepSeconds",
                            "days",
                            "mfu",
                            "tokensPerSecondPerChip",
                            "peakMemoryBytes",
                            "cost",
                            "energy",
                            "parts",
                            "memory");
            assertThat(plan.get("parallelism").propertyNames()).containsExactlyElementsOf(DEGREES);
            for (String interval : List.of("stepSeconds", "days", "mfu", "tokensPerSecondPerChip", "cost", "energy")) {
                JsonNode estimate = plan.get(interval);
                assertThat(estimate.propertyNames()).as(interval).containsExactly("low", "mid", "high");
                double mid = estimate.get("mid").asDouble();
                assertThat(mid).as(interval).isPositive().isFinite();
                assertThat(estimate.get("low").asDouble())
                        .as(interval)
                        .isPositive()
                        .isLessThan(mid);
                assertThat(estimate.get("high").asDouble()).as(interval).isGreaterThan(mid);
            }
            double step = plan.get("stepSeconds").get("mid").asDouble();
            assertThat(step).as("best first").isGreaterThanOrEqualTo(before);
            before = step;
        }
        assertThat(json.get("search").propertyNames())
                .contains("plans", "evaluated", "bounded", "excluded", "proved", "alike");
    }

    @Test
    void partsSumToTheWhole() {
        for (JsonNode plan :
                PlanAnswer.of(words("plan " + QUESTION + " --top 20")).json().get("plans")) {
            double step = plan.get("stepSeconds").get("mid").asDouble();
            double sum = plan.get("parts")
                    .valueStream()
                    .mapToDouble(JsonNode::asDouble)
                    .sum();
            assertThat(sum).isEqualTo(step, within(1e-9 * step));
            JsonNode memory = plan.get("memory");
            double allocated = 0;
            for (String part : List.of("weights", "gradients", "optimizer", "activations", "logits")) {
                allocated += memory.get(part).asDouble();
            }
            assertThat(allocated).isEqualTo(memory.get("allocatedBytes").asDouble(), within(1.0));
            assertThat(memory.get("deviceBytes").asDouble())
                    .isEqualTo(
                            memory.get("reservedBytes").asDouble()
                                    + memory.get("framework").asDouble(),
                            within(1.0));
            assertThat(plan.get("peakMemoryBytes").asDouble())
                    .isEqualTo(memory.get("deviceBytes").asDouble());
            JsonNode degrees = plan.get("parallelism");
            assertThat(degrees.get("tp").asInt()
                            * degrees.get("cp").asInt()
                            * degrees.get("pp").asInt()
                            * degrees.get("dp").asInt())
                    .isEqualTo(16);
        }
    }

    @Test
    void everyPlanIsTimedBoundedOrExcluded() {
        JsonNode search = PlanAnswer.of(words("plan " + QUESTION)).json().get("search");
        long excluded = 0;
        for (JsonNode count : search.get("excluded")) {
            excluded += count.asLong();
        }
        assertThat(search.get("evaluated").asLong() + search.get("bounded").asLong() + excluded)
                .isEqualTo(search.get("plans").asLong());
        assertThat(search.get("proved").asBoolean()).isTrue();
        assertThat(search.get("alike").asLong()).isPositive();
    }

    @Test
    void whatWasLeftOutIsSaidAndWhatWasGivenIsNot() {
        List<String> lines =
                run("plan llama-3-8b --on h100 --chips 8").out().lines().toList();
        for (String field : List.of("seq-length", "global-batch-size", "stack", "precision", "tokens")) {
            assertThat(lines).as(field).anyMatch(l -> l.startsWith("default: " + field + " = "));
        }
        String all = "plan " + QUESTION + " --tokens 1T --precision bf16 --stack megatron-core --usd-per-chip-hour 2";
        assertThat(run(all).out()).doesNotContain("default: ");
        assertThat(PlanAnswer.of(words(all))
                        .json()
                        .get("question")
                        .get("defaults")
                        .size())
                .isZero();
    }

    @Test
    void costAndDaysFollowFromTheStep() {
        PlanAnswer answer = PlanAnswer.of(words("plan " + QUESTION + " --tokens 1T --usd-per-chip-hour 2"));
        double steps = Math.ceil(1e12 / (256 * 4096));
        assertThat(answer.days()).isEqualTo(steps * answer.stepSeconds() / 86_400, within(1e-9 * answer.days()));
        double usd = answer.best().get("cost").get("mid").asDouble();
        assertThat(usd).isEqualTo(answer.days() * 24 * 16 * 2, within(1e-9 * usd));
        double rate = answer.best().get("tokensPerSecondPerChip").get("mid").asDouble();
        assertThat(rate).isEqualTo(256 * 4096 / answer.stepSeconds() / 16, within(1e-9 * rate));
    }

    @Test
    void theSpreadsheetHoldsTheNumbersOfTheJson() {
        JsonNode plans =
                PlanAnswer.of(words("plan " + QUESTION + " --top 5")).json().get("plans");
        List<String> lines =
                run("plan " + QUESTION + " --top 5 --csv").out().lines().toList();
        assertThat(lines).hasSize(6);
        List<String> header = List.of(lines.getFirst().split(","));
        assertThat(header).contains("tp", "pp", "dp", "zero_stage", "step_s", "days", "mfu", "memory_gib", "cost_usd");
        for (int i = 0; i < 5; i++) {
            List<String> cells = List.of(lines.get(i + 1).split(","));
            assertThat(cells).hasSameSizeAs(header);
            assertThat(Double.parseDouble(cells.get(header.indexOf("step_s"))))
                    .isEqualTo(plans.get(i).get("stepSeconds").get("mid").asDouble());
            assertThat(cells.get(header.indexOf("tp")))
                    .isEqualTo(plans.get(i).get("parallelism").get("tp").asString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan " + QUESTION,
                "estimate llama-3.1-405b --on h100 --chips 1024 --tp 8 --pp 8 --cp 2 --global-batch-size 512",
                "plan qwen3-30b-a3b --on b200 --chips 16 --global-batch-size 256 --precision fp8 --top 1",
            })
    void theExplanationSumsUpAndEveryInputHasASource(String line) {
        JsonNode plan = PlanAnswer.of(words(line + " --explain")).best();
        JsonNode explained = plan.get("explain");
        double step = plan.get("stepSeconds").get("mid").asDouble();
        assertThat(explained.get("stepTime").get("value").asDouble()).isEqualTo(step, within(1e-9 * step));
        for (JsonNode part : explained.get("stepTime").get("inputs")) {
            double shown = plan.get("parts").get(part.get("name").asString()).asDouble();
            assertThat(part.get("value").asDouble()).isEqualTo(shown, within(1e-9 * step));
        }
        assertSumsUp(explained.get("stepTime"), step);
        double memory = plan.get("peakMemoryBytes").asDouble();
        assertThat(explained.get("memory").get("value").asDouble()).isEqualTo(memory, within(1.0));
        assertSumsUp(explained.get("memory"), memory);
        assertThat(explained.get("inputs").size()).isGreaterThan(10);
        for (JsonNode input : explained.get("inputs")) {
            assertThat(input.get("sources").size()).as("%s", input.get("name")).isPositive();
        }
    }

    private static void assertSumsUp(JsonNode term, double whole) {
        JsonNode inputs = term.get("inputs");
        if (inputs == null) {
            return;
        }
        double sum = 0;
        for (JsonNode input : inputs) {
            sum += input.get("value").asDouble();
            assertSumsUp(input, whole);
        }
        assertThat(sum).as("%s", term.get("name")).isEqualTo(term.get("value").asDouble(), within(1e-9 * whole));
    }

    @Test
    void theExplanationListsSourcesForPeopleToo() {
        String out = run("plan " + QUESTION + " --explain").out();
        assertThat(out).contains("\nInputs\n").contains("\nSources\n").contains("memory bandwidth");
        assertThat(run("plan " + QUESTION + " --explain --lang zh").out())
                .contains("来源")
                .doesNotContain("\nInputs\n");
    }

    @Test
    void chineseReadersGetChinese() {
        Ran ran = run("plan " + QUESTION + " --lang zh");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .contains("默认")
                .contains("重算")
                .contains("步时")
                .contains("天数")
                .contains("费用")
                .contains("矩阵乘")
                .contains("个方案")
                .doesNotContain("recompute")
                .doesNotContain("plans:")
                .doesNotContain("matrix products");
        assertThat(run("plan llama-3.1-405b --on h100 --chips 8 --lang zh").out())
                .doesNotContain("infeasible");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                QUESTION,
                "qwen3-30b-a3b --on b200 --chips 32 --global-batch-size 256 --top 50",
                "llama-3.1-405b --on h100 --chips 8",
            })
    void theAnswerIsTheSameBytesOnAnyNumberOfThreads(String question) {
        for (String form : new String[] {" --json", " --csv", " --explain"}) {
            Ran one = run("plan " + question + form + " --threads 1");
            assertThat(one.out()).isNotEmpty();
            for (int threads : new int[] {2, 8, 1024}) {
                assertThat(run("plan " + question + form + " --threads " + threads))
                        .isEqualTo(one);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama-3-8b --on h100 --chips 16 --global-batch-size 256 --seq-length 4096",
                "llama-3-70b --on 910b --chips 64 --global-batch-size 512 --seq-length 4096",
                "qwen3-30b-a3b --on b200 --chips 32 --global-batch-size 256 --precision fp8",
            })
    void estimateSaysOfAPlanWhatTheSearchSaidOfIt(String question) {
        for (JsonNode plan :
                PlanAnswer.of(words("plan " + question + " --top 3")).json().get("plans")) {
            JsonNode degrees = plan.get("parallelism");
            List<String> args = new ArrayList<>(List.of(words("estimate " + question)));
            for (String degree : List.of("tp", "cp", "pp", "vp", "ep", "etp", "dp")) {
                args.addAll(List.of("--" + degree, degrees.get(degree).asString()));
            }
            args.addAll(
                    List.of("--micro-batch-size", degrees.get("microBatchSize").asString()));
            args.addAll(List.of("--zero-stage", degrees.get("zeroStage").asString()));
            args.addAll(List.of("--shard-group", degrees.get("shardGroup").asString()));
            args.addAll(List.of("--recompute", degrees.get("recompute").asString()));
            args.add(degrees.get("sequenceParallel").asBoolean() ? "--sequence-parallel" : "--no-sequence-parallel");
            PlanAnswer alone = PlanAnswer.of(args.toArray(String[]::new));
            assertThat(alone.best()).isEqualTo(plan);
            assertThat(alone.json().has("search")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"30, 1T", "10, 1T", "7, 300B"})
    void theFewestSystemsMeetTheDeadlineAndOneLessDoesNot(String days, String tokens) {
        String question = "plan llama-3-8b --on h100 --global-batch-size 960 --seq-length 4096 --days " + days
                + " --tokens " + tokens;
        PlanAnswer found = PlanAnswer.of(words(question));
        assertThat(found.exitCode()).isZero();
        assertThat(found.days()).isLessThanOrEqualTo(Double.parseDouble(days));
        assertThat(found.chips()).isGreaterThan(8);
        assertThat(found.chips() % 8).as("whole systems").isZero();
        for (int fewer = found.chips() - 8; fewer > 0; fewer -= 8) {
            PlanAnswer late = PlanAnswer.of(words(question + " --chips " + fewer));
            assertThat(late.exitCode()).as("%d chips", fewer).isEqualTo(1);
            assertThat(late.json().get("status").asString()).isEqualTo("infeasible");
        }
        PlanAnswer again = PlanAnswer.of(words(question + " --chips " + found.chips()));
        assertThat(again.exitCode()).isZero();
        assertThat(again.stepSeconds()).isEqualTo(found.stepSeconds());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "llama-3.1-405b --on h100 --chips 8 | memory | needs",
                "gpt-3-175b --on hygon-node-8dcu --chips 16 | memory | GiB",
                "llama-3-8b --on h100 --chips 8 --precision nvfp4 | support | no nvfp4 matrix peak",
                "llama-3-8b --on a100 --chips 8 --precision fp8 | support | no fp8 matrix peak",
                "llama-3-8b --on h100 --chips 100008 | fabric | nothing joins more than 100000 chips",
                "llama-3-8b --on huawei-ascend-310 --chips 8 | fabric | nothing joins more than 1 chips",
                "llama-3-8b --on h100 --chips 8 --days 2.5 | deadline | 2.5 days",
                "llama-3-8b --on h100 --chips 8 --ep 2 | shape | no experts",
                "llama-3-8b --on h100 --chips 8 --micro-batch-size 3 | shape | must divide",
                "llama-3-8b --on h100 --chips 8 --pp 8 --vp 3000 | shape | must divide",
                "llama-3-8b --on h100 --chips 3 --tp 3 | shape | must divide the 32 heads",
            })
    void whatCannotBeIsToldWithItsConstraint(String question, String constraint, String said) {
        assertInfeasible(words("plan " + question), constraint, said);
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
                "--chips 8 --tokens 1e300",
                "--chips 8 --days 1e300",
                "--chips 8 --days 1e-300",
                "--days 1e-300",
                "--chips 8 --usd-per-chip-hour 1e300",
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
