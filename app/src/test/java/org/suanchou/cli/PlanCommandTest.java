package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
            "schedule",
            "microBatches");

    private static String[] words(String line) {
        return line.split(" ");
    }

    private static Ran run(String line) {
        return Ran.of(words(line));
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
        assertThat(reason.propertyNames()).containsExactly("code", "constraint", "need", "have", "text");
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
            for (String part : List.of(
                    "weights",
                    "gathered",
                    "gradients",
                    "placeholders",
                    "optimizer",
                    "activations",
                    "logits",
                    "working")) {
                allocated += memory.get(part).asDouble();
            }
            assertThat(allocated).isEqualTo(memory.get("allocatedBytes").asDouble(), within(1.0));
            assertThat(memory.get("deviceBytes").asDouble())
                    .isEqualTo(
                            memory.get("allocatedBytes").asDouble()
                                    + memory.get("fragments").asDouble()
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
    void whatCostsNothingIsRankedByTimeAndKeepsAnyLimit() {
        String plain = run("plan " + QUESTION + " --tokens 1B --csv").out();
        for (String free : List.of(
                "--assume grid-carbon=0 --objective carbon --max-tco2 0.001",
                "--assume rent-usd-per-chip-hour=0 --objective cost --budget 1")) {
            String[] rows =
                    run("plan " + QUESTION + " --tokens 1B --csv " + free).out().split("\\R");
            String[] shortest = plain.split("\\R");
            assertThat(rows).hasSameSizeAs(shortest);
            for (int i = 0; i < rows.length; i++) {
                assertThat(rows[i].split(",")[9]).as(free).isEqualTo(shortest[i].split(",")[9]);
            }
        }
    }

    /** 72 chips divide neither 512 sequences nor 32 layers; 64 of the rack do, and one rack is enough. */
    @Test
    void aRackMayBeUsedInPart() {
        String question = "plan llama-3-8b --on gb200-nvl72 --tokens 1T --global-batch-size 512 --draws 100 ";
        assertThat(PlanAnswer.of(words(question + "--days 12")).chips()).isEqualTo(64);
        assertThat(PlanAnswer.of(words(question + "--megawatts 0.2")).chips()).isEqualTo(64);
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
        for (String field :
                List.of("seq-length", "global-batch-size", "stack", "precision", "tokens", "site", "basis")) {
            assertThat(lines).as(field).anyMatch(l -> l.startsWith("default: " + field + " = "));
        }
        String all = "plan " + QUESTION + " --tokens 1T --precision bf16 --stack megatron-core --usd-per-chip-hour 2"
                + " --site us";
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
        double goodput = answer.best().get("run").get("goodput").get("mid").asDouble();
        assertThat(answer.days())
                .isEqualTo(steps * answer.stepSeconds() / goodput / 86_400, within(1e-9 * answer.days()));
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
                .contains("重计算")
                .contains("单步耗时")
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
        for (JsonNode plan : PlanAnswer.of(words("plan " + question + " --use-all --top 3"))
                .json()
                .get("plans")) {
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
        // as many as run, or as there are with those that stand by
        int all = found.json().get("question").path("supply").path("chips").asInt(found.chips());
        assertThat(List.of(found.chips(), all)).anySatisfy(chips -> {
            PlanAnswer again = PlanAnswer.of(words(question + " --chips " + chips));
            assertThat(again.exitCode()).isZero();
            assertThat(again.stepSeconds()).isEqualTo(found.stepSeconds());
        });
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
                "llama-3-8b --on h100 --chips 8 --days 2.5 | deadline | 2.50 days",
                "llama-3-8b --on h100 --chips 8 --ep 2 | shape | no experts",
                "llama-3-8b --on h100 --chips 8 --micro-batch-size 3 --use-all | shape | must divide",
                "llama-3-8b --on h100 --chips 8 --pp 8 --vp 3000 | shape | must divide",
                "llama-3-8b --on h100 --chips 3 --tp 3 | shape | must divide the 32 heads",
            })
    void whatCannotBeIsToldWithItsConstraint(String question, String constraint, String said) {
        assertInfeasible(words("plan " + question), constraint, said);
    }
}
