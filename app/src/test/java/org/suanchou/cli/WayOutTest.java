package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.cli.MainTest.Ran;
import tools.jackson.databind.JsonNode;

/** What an infeasible answer proposes, and limits kept with a confidence. */
class WayOutTest {
    private static JsonNode plan(String question) {
        return PlanAnswer.of(("plan " + question).split(" ")).json();
    }

    /** The number proposed does it; a host less does not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama-3.1-405b --on dgx-h100 --chips 64 --seq-length 8192 --global-batch-size 1024",
                "llama-3.1-70b --on dgx-h100 --chips 512 --tokens 1T --days 10",
                "deepseek-v3 --on gb200-nvl72 --chips 36 --tokens 1T"
            })
    void theChipsProposedDoItAndFewerDoNot(String question) {
        JsonNode answer = plan(question);
        assertThat(answer.get("status").asString()).isEqualTo("infeasible");
        int chips = answer.get("chipsThatWouldDo").asInt();
        String other = question.replaceFirst("--chips [0-9]+", "--chips %d");

        assertThat(plan(other.formatted(chips)).get("status").asString()).isEqualTo("feasible");
        if (question.contains("--days")) {
            assertThat(plan(other.formatted(chips - 8)).get("status").asString())
                    .isEqualTo("infeasible");
        }
    }

    /** 0.5 MW over what 480 chips are said to need, in whole nodes of 8. */
    @Test
    void aCapFeedsAsManyChipsAsItsShare() {
        JsonNode answer = plan("llama-3.1-70b --on dgx-h100 --chips 480 --use-all --tokens 1T --megawatts 0.5");
        double needed = answer.get("reason").get("need").asDouble();
        int chips = answer.get("chipsThatWouldDo").asInt();
        assertThat(chips % 8).isZero();
        assertThat((double) chips).isBetween(480 * 0.5e6 / needed - 8, 480 * 0.5e6 / needed + 8);
    }

    /** The high end of the 80 % interval is what the run exceeds in one case of ten. */
    @Test
    void aDeadlineWithNineTenthsIsKeptByTheHighEnd() {
        String question = "llama-3.1-70b --on dgx-h100 --tokens 1T --days 20 --draws 20000";
        JsonNode surer = plan(question + " --confidence 0.9");
        JsonNode middle = plan(question);
        double high = surer.get("plans").get(0).get("days").get("high").asDouble();
        assertThat(high).isLessThanOrEqualTo(20 * 1.001);
        assertThat(middle.get("plans").get(0).get("days").get("high").asDouble())
                .isGreaterThan(20);
        assertThat(surer.get("question").get("supply").get("chips").asInt())
                .isGreaterThan(middle.get("question").get("supply").get("chips").asInt());
        // a host fewer than the answer's has a high end beyond the deadline
        int fewer = surer.get("question").get("supply").get("chips").asInt() - 8;
        JsonNode less = plan("llama-3.1-70b --on dgx-h100 --tokens 1T --draws 20000 --chips " + fewer);
        assertThat(less.get("plans").get(0).get("days").get("high").asDouble()).isGreaterThan(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--on dgx-h100,dgx-a100 | mixed systems are not modelled",
                "--on dgx-h100 --site us,cn | several sites is not modelled",
                "--on dgx-h100 --confidence 0.4 | above 0.5 and below 1",
                "--on dgx-h100 --confidence 1 | above 0.5 and below 1",
                "--on dgx-h100 --spares 1.5 | --spares",
                "--on dgx-h100 --spares -1 | --spares",
            })
    void whatIsNotModelledIsSaid(String options, String said) {
        Ran run = Ran.of(("plan llama-3.1-8b --chips 16 --tokens 1T " + options).split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(said);
    }

    /** A node with every chip asked to stand by leaves nothing to run on: infeasible, with its count. */
    @Test
    void sparesThatTakeAllChipsAreInfeasible() {
        JsonNode answer = plan("llama-3.1-8b --on dgx-h100 --chips 16 --tokens 1T --spares 2");
        assertThat(answer.get("status").asString()).isEqualTo("infeasible");
        assertThat(answer.get("reason").get("text").asString()).contains("2 spare hosts leave none of the 16 chips");
    }
}
